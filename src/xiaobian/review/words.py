"""What the desk says when review can't do something: one sentence for each code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xiaobian.review.verbs import NotPossible


def explain(problem: NotPossible) -> str:
    """The reason as a sentence that says what to do."""
    sentences = {
        "empty": _("There is nothing to read yet. Write the text first, then ask for review."),
        "own": _("You changed this text last: somebody else of the brand approves it."),
        "reason": _("Say why, so that the writer knows what to change."),
        "closed": _("This link no longer works."),
        "decided": _("You have decided about this version already."),
        "expires": _("A link lasts at least an hour and at most 90 days."),
    }
    return sentences[problem.code]


def outdated() -> str:
    """The text was changed since somebody looked."""
    return _("The text was changed while you read it. Nothing was decided; look at what changed.")
