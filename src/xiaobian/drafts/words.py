"""What the desk says when content can't be kept: one message for each code of `Unstorable`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaobian.drafts.content import Unstorable

_FIELDS = {
    "title": gettext_lazy("title"),
    "text": gettext_lazy("text"),
    "tags": gettext_lazy("tag"),
    "language": gettext_lazy("language"),
}


def explain(problem: Unstorable) -> str:
    """The problem as a sentence that says what to do; the text itself stays in the editor."""
    values = {**problem.values, "field": _FIELDS.get(problem.values.get("field", ""), "")}
    match problem.code:
        case "long":
            return _(
                "The %(field)s has %(length)s characters; the desk keeps at most %(maximum)s. "
                "Nothing was saved and nothing is lost: shorten it or divide it."
            ) % {k: f"{v:,}" if isinstance(v, int) else v for k, v in values.items()}
        case "character":
            return (
                _(
                    "The %(field)s holds a broken character (%(character)s) in line %(line)s that can't "
                    "be stored. Take it out; nothing was saved and nothing is lost."
                )
                % values
            )
        case "many_tags":
            return _("At most %(maximum)s tags can be kept.") % values
        case _:
            return _("This isn't a draft the desk can read. Reload the page.")
