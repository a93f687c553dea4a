# ruff: noqa: E501 (a table reads best with one row a line)
"""Everything typesetting has to say to a writer: one table, so that no message is written twice.

A code is stable: faces translate and explain by it. Messages are English with `%(name)s` places.
"""

from __future__ import annotations

from typing import Any

from xiaobian.typeset.rendition import Remark, Severity

REMARKS: dict[str, tuple[Severity, str]] = {
    # the master text
    "text.enormous": ("error", "The text has %(length)s characters; only the first %(maximum)s are read."),
    "text.broken": ("warning", "Characters that can't be stored were replaced."),
    "text.deep": ("warning", "Lists or quotes are nested too deep here; the rest is shown as plain text."),
    "html.literal": ("warning", "HTML isn't used: “%(tag)s” will be shown as it is written."),
    "link.relative": ("warning", "The link “%(link)s” has no address of its own; use one that begins with https://."),
    "image.relative": ("error", "The picture “%(image)s” isn't in the library and has no https:// address."),
    "note.unused": ("info", "The footnote “%(label)s” is never referred to; it is listed at the end."),
    # limits
    "text.empty": ("error", "There is nothing to publish yet."),
    "text.too_long": ("error", "Part %(part)s has %(length)s of at most %(maximum)s (%(measure)s)."),
    "html.too_long": ("error", "The typeset text has %(length)s of at most %(maximum)s (%(measure)s)."),
    "title.empty": ("error", "This platform needs a title."),
    "title.too_long": ("error", "The title has %(length)s of at most %(maximum)s (%(measure)s)."),
    "title.too_short": ("error", "The title has %(length)s of at least %(minimum)s (%(measure)s)."),
    "summary.too_long": ("error", "The summary has %(length)s of at most %(maximum)s (%(measure)s)."),
    "images.too_many": ("error", "Part %(part)s has %(count)s pictures; at most %(maximum)s are taken."),
    "images.none": ("error", "This platform needs at least one picture."),
    "alt.missing": ("warning", "A picture has no description for people who can't see it."),
    "alt.too_long": ("error", "The description of a picture has %(length)s of at most %(maximum)s (%(measure)s)."),
    "tags.too_many": ("error", "There are %(count)s hashtags; at most %(maximum)s are taken."),
    "links.too_many": ("error", "There are %(count)s links; at most %(maximum)s are taken."),
    "parts.too_many": ("error", "The thread has %(count)s parts; at most %(maximum)s are taken."),
    # what a layout changed or left out
    "title.repeated": ("info", "The first heading repeats the title and is left out of the text."),
    "heading.shifted": ("info", "Headings move one level down, because the title is the first."),
    "format.emphasis": ("info", "Bold, italics and code are shown as plain text."),
    "format.deleted": ("warning", "Struck-out words are shown as ordinary words here."),
    "format.heading": ("info", "Headings are shown as plain lines."),
    "format.quote": ("info", "Quotes are shown in quotation marks."),
    "format.code": ("info", "Code is shown as plain text."),
    "table.flattened": ("warning", "The table is written as lines of text."),
    "link.lost": ("warning", "The address %(link)s isn't shown on this platform."),
    "link.inside": ("info", "The link to a place inside the text is shown as plain text."),
    "tag.joined": ("info", "The hashtag “%(tag)s” is written as one word."),
    "picture.spilled": ("info", "More than %(maximum)s pictures in part %(part)s: the rest moves to a part of its own."),
    "picture.moved": ("info", "The picture stands at the end of its part, not inside the sentence."),
    "caption.dropped": ("info", "The caption “%(caption)s” isn't shown on this platform."),
    "text.cut": ("warning", "A sentence is longer than one part and was divided."),
    "text.unbreakable": ("error", "“%(text)s” can't be divided and is longer than one part."),
    "comment.dropped": ("info", "A comment in the text is left out."),
}  # fmt: skip


def remark(code: str, line: int = 0, **values: Any) -> Remark:
    """The remark called `code` about the master text's `line`."""
    severity, message = REMARKS[code]
    return Remark(severity, code, message, line, values)
