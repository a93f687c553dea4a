# ruff: noqa: E501 (a table reads best with one row a line)
"""Everything typesetting has to say to a writer: one table, so that no message is written twice.

A code is stable: faces translate and explain by it. Messages are English with `%(name)s` places.
"""

from __future__ import annotations

from typing import Any

from xiaobian.typeset.rendition import Remark, Severity


def N_(message: str) -> str:  # noqa: N802 (gettext's name for a text that is translated later)
    """Mark a text for translation."""
    return message


REMARKS: dict[str, tuple[Severity, str]] = {
    # the master text
    "text.enormous": ("error", N_("The text has %(length)s characters; only the first %(maximum)s are read.")),
    "text.broken": ("warning", N_("Characters that can't be stored were replaced.")),
    "text.deep": ("warning", N_("Lists or quotes are nested too deep here; the rest is shown as plain text.")),
    "html.literal": ("warning", N_("HTML isn't used: “%(tag)s” will be shown as it is written.")),
    "link.relative": ("warning", N_("The link “%(link)s” has no address of its own; use one that begins with https://.")),
    "image.relative": ("error", N_("The picture “%(image)s” isn't in the library and has no https:// address.")),
    "note.unused": ("info", N_("The footnote “%(label)s” is never referred to; it is listed at the end.")),
    # limits
    "text.empty": ("error", N_("There is nothing to publish yet.")),
    "text.too_long": ("error", N_("Part %(part)s has %(length)s of at most %(maximum)s (%(measure)s).")),
    "html.too_long": ("error", N_("The typeset text has %(length)s of at most %(maximum)s (%(measure)s).")),
    "html.near": ("warning", N_("With its styles the article has %(length)s of the %(maximum)s characters that WeChat takes.")),
    "title.empty": ("error", N_("This platform needs a title.")),
    "title.too_long": ("error", N_("The title has %(length)s of at most %(maximum)s (%(measure)s).")),
    "title.too_short": ("error", N_("The title has %(length)s of at least %(minimum)s (%(measure)s).")),
    "summary.too_long": ("error", N_("The summary has %(length)s of at most %(maximum)s (%(measure)s).")),
    "images.too_many": ("error", N_("Part %(part)s has %(count)s pictures; at most %(maximum)s are taken.")),
    "images.none": ("error", N_("This platform needs at least one picture.")),
    "alt.missing": ("warning", N_("A picture has no description for people who can't see it.")),
    "alt.too_long": ("error", N_("The description of a picture has %(length)s of at most %(maximum)s (%(measure)s).")),
    "tag.too_long": ("error", N_("A hashtag has %(length)s of at most %(maximum)s (%(measure)s).")),
    "tags.too_many": ("error", N_("There are %(count)s hashtags; at most %(maximum)s are taken.")),
    "links.too_many": ("error", N_("There are %(count)s links; at most %(maximum)s are taken.")),
    "parts.too_many": ("error", N_("The thread has %(count)s parts; at most %(maximum)s are taken.")),
    # what WeChat does to an article
    "wechat.tag": ("warning", N_("WeChat drops this kind of element (%(count)s, first near “%(place)s”).")),
    "wechat.attribute": ("info", N_("WeChat drops ids, classes and scripts (%(count)s, first near “%(place)s”).")),
    "wechat.opacity": ("error", N_("A picture is invisible.")),
    "wechat.caret": ("warning", N_("The cursor is invisible here: “%(place)s”.")),
    "wechat.line_height": ("error", N_("Lines overlap near “%(place)s”.")),
    "wechat.width": ("warning", N_("A fixed width is wider than a phone, near “%(place)s”.")),
    "wechat.height": ("error", N_("A fixed height cuts text off near “%(place)s”.")),
    "wechat.align": ("warning", N_("Alignment by start or end isn't understood, near “%(place)s”.")),
    "wechat.begin": ("warning", N_("An animation begins on touch alone and won't on a computer.")),
    "wechat.pre": ("warning", N_("Preformatted text doesn't wrap on phones, near “%(place)s”.")),
    "wechat.nesting": ("warning", N_("Elements are nested so deep that the editor deletes some, near “%(place)s”.")),
    "wechat.font": ("warning", N_("A font is set, which phones show at two sizes, near “%(place)s”.")),
    "wechat.contrast": ("error", N_("Text can hardly be read on its background: “%(place)s”.")),
    "wechat.gradient": ("warning", N_("A gradient behind text becomes one colour in dark mode, near “%(place)s”.")),
    "wechat.important": ("warning", N_("“!important” breaks dark mode, near “%(place)s”.")),
    "wechat.empty": ("info", N_("Many empty elements in a row are deleted.")),
    "wechat.position": ("warning", N_("Positions and floats are dropped, near “%(place)s”.")),
    "wechat.variable": ("warning", N_("Variables and calculations in styles aren't understood, near “%(place)s”.")),
    "wechat.background": ("warning", N_("A background picture from outside is dropped, near “%(place)s”.")),
    "wechat.link": ("warning", N_("Links out of WeChat can't be clicked (%(count)s, first “%(place)s”).")),
    "wechat.image": ("warning", N_("Pictures from outside are filtered: they must be uploaded to WeChat first (%(count)s).")),
    "wechat.svg_image": ("error", N_("WeChat takes no SVG as a picture; use PNG.")),
    "wechat.nested_list": ("warning", N_("Lists inside lists lose their levels, near “%(place)s”.")),
    # what law, platforms and the house ask
    "word.absolute": ("warning", N_("“%(word)s” may count as an absolute term (%(law)s): say it otherwise, or be able to prove it.")),
    "word.state": ("warning", N_("“%(word)s” brings in the state or its symbols (%(law)s).")),
    "word.medical": ("warning", N_("“%(word)s” promises a medical effect (%(law)s): only examined products may, with proof.")),
    "word.finance": ("warning", N_("“%(word)s” promises a return (%(law)s).")),
    "word.education": ("warning", N_("“%(word)s” promises a result of learning (%(law)s).")),
    "word.realty": ("warning", N_("“%(word)s” is what property advertisements may not promise (%(law)s).")),
    "word.pressure": ("warning", N_("“%(word)s” presses readers to buy (%(law)s): give the dates and the reference price instead.")),
    "word.rival": ("warning", N_("“%(word)s” belittles others (%(law)s).")),
    "word.tobacco": ("warning", N_("“%(word)s” may be tobacco advertising, which is forbidden (%(law)s).")),
    "word.off_platform": ("warning", N_("“%(word)s” leads readers off the platform (%(law)s).")),
    "word.inducement": ("warning", N_("“%(word)s” asks for shares or follows in return for something (%(law)s).")),
    "word.house": ("warning", N_("“%(word)s” is on the house's own list. %(law)s")),
    "label.advertisement": ("warning", N_("This sells something and must carry the word 广告 where it is seen (%(law)s).")),
    "label.ai": ("warning", N_("Texts and pictures made by AI must say so, and be declared on the platform (%(law)s).")),
    "label.risk": ("warning", N_("“%(word)s”: an investment needs a warning of its risk (%(law)s).")),
    "label.health_food": ("warning", N_("Health food must say that it can't replace medicine (%(law)s).")),
    "label.source": ("warning", N_("“%(word)s”: figures and studies need their source, scope and date (%(law)s).")),
    "label.patent": ("warning", N_("“%(word)s”: a patent needs its number and kind (%(law)s).")),
    "label.alcohol": ("info", N_("Alcohol: no urging, no drinking scenes, nothing for minors (%(law)s).")),
    "label.prize": ("warning", N_("“%(word)s”: a draw needs its dates, prizes and conditions before it starts (%(law)s).")),
    # what a layout changed or left out
    "title.repeated": ("info", N_("The first heading repeats the title and is left out of the text.")),
    "heading.shifted": ("info", N_("Headings move one level down, because the title is the first.")),
    "format.emphasis": ("info", N_("Bold, italics and code are shown as plain text.")),
    "format.deleted": ("warning", N_("Struck-out words are shown as ordinary words here.")),
    "format.heading": ("info", N_("Headings are shown as plain lines.")),
    "format.quote": ("info", N_("Quotes are shown in quotation marks.")),
    "format.code": ("info", N_("Code is shown as plain text.")),
    "table.flattened": ("warning", N_("The table is written as lines of text.")),
    "link.lost": ("warning", N_("The address %(link)s isn't shown on this platform.")),
    "link.inside": ("info", N_("The link to a place inside the text is shown as plain text.")),
    "tag.joined": ("info", N_("The hashtag “%(tag)s” is written as one word.")),
    "picture.spilled": ("info", N_("More than %(maximum)s pictures in part %(part)s: the rest moves to a part of its own.")),
    "picture.moved": ("info", N_("The picture stands at the end of its part, not inside the sentence.")),
    "caption.dropped": ("info", N_("The caption “%(caption)s” isn't shown on this platform.")),
    "picture.missing": ("warning", N_("The picture “%(image)s” isn't at hand and is left out.")),
    "cards.too_many": ("warning", N_("The text makes %(count)s cards; platforms take %(maximum)s.")),
    "cards.no_font": ("error", N_("No Chinese font is installed here: install Noto Sans CJK or Noto Serif CJK.")),
    "text.cut": ("warning", N_("A sentence is longer than one part and was divided.")),
    "text.unbreakable": ("error", N_("“%(text)s” can't be divided and is longer than one part.")),
    "comment.dropped": ("info", N_("A comment in the text is left out.")),
}  # fmt: skip


def remark(code: str, line: int = 0, **values: Any) -> Remark:
    """The remark called `code` about the master text's `line`."""
    severity, message = REMARKS[code]
    return Remark(severity, code, message, line, values)
