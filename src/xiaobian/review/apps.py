"""Review tells the list of drafts which of them wait, were returned, or are ready."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Registers what review has to say about drafts."""

    name = "xiaobian.review"

    def ready(self) -> None:
        """Add marks and shelves."""
        from xiaobian.drafts import marks
        from xiaobian.review import shelf

        marks.register(shelf.mark, shelf.SHELVES)
