"""The layouts by name, and the one call that goes from Markdown to a rendition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from xiaobian.typeset.blog import blog
from xiaobian.typeset.limits import Limits
from xiaobian.typeset.plain import Style
from xiaobian.typeset.reader import read
from xiaobian.typeset.rendition import Rendition
from xiaobian.typeset.thread import plain, thread
from xiaobian.typeset.tree import Document
from xiaobian.typeset.typography import Typography
from xiaobian.typeset.wechat import wechat


class Layout(Protocol):
    """Document → Rendition."""

    def __call__(
        self,
        document: Document,
        *,
        title: str = "",
        tags: Sequence[str] = (),
        language: str = "",
        cover: str = "",
        limits: Limits = (),
    ) -> Rendition: ...


_WRITTEN = Style(links="written")

LAYOUTS: Mapping[str, Layout] = {
    "blog": blog,
    "wechat": wechat,
    "thread": thread,  # links as spans: Bluesky
    "numbered_thread": partial(thread, numbered=True),
    "written_thread": partial(thread, style=_WRITTEN),  # links written out: X, Mastodon, Threads
    "plain": plain,
    "written_plain": partial(plain, style=_WRITTEN),
    "weibo": partial(plain, style=Style(links="written", tags="double")),
    "xiaohongshu": partial(plain, style=Style(links="dropped")),  # addresses are punished there
}


def typeset(
    markdown: str, layout: str, *, typography: Typography | None = None, **settings: Any
) -> Rendition:
    """Set a master text in the layout of that name.

    `settings` are the layout's own: title, tags, language, cover, limits; `wechat` takes theme, accent
    and sizes too. `typography` sets the Chinese before it is laid out. An unknown layout is a
    `KeyError`; a text is never refused.
    """
    chosen = LAYOUTS[layout]
    document = read(markdown)
    return chosen(typography(document) if typography else document, **settings)
