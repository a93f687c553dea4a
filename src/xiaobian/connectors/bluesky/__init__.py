"""Bluesky: posts, threads and pictures by its open protocol, exactly once."""

from __future__ import annotations

from xiaobian.connectors.bluesky.connector import Bluesky

__all__ = ["connector"]

connector = Bluesky()
