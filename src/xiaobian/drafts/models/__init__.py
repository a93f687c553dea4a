"""Drafts: one master text, its versions, and where its pictures are."""

from xiaobian.drafts.models.draft import Conflict, Draft
from xiaobian.drafts.models.placement import Placement
from xiaobian.drafts.models.version import Version

__all__ = ["Conflict", "Draft", "Placement", "Version"]
