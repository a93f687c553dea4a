"""Publishing tells the list of drafts which of them go out, and when."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Registers what publishing has to say about drafts."""

    name = "xiaobian.publishing"

    def ready(self) -> None:
        from xiaobian.drafts import marks
        from xiaobian.publishing import shelf

        marks.register(shelf.mark, shelf.SHELVES)
