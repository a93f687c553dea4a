"""These tests read what pages say, in English, whatever language the desk itself prefers."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
