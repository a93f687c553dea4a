"""Our Markdown: CommonMark and GFM, with emphasis that works in Chinese, read without raw HTML.

markdown-it-py does the parsing; this module changes four things, each a subclass or a rule:
emphasis beside CJK characters, bare links beside CJK characters, positions of inline tokens, and
text that stands too deep (the library drops it, here it stays as a paragraph).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from xiaobian.typeset.chars import is_cjk
from xiaobian.typeset.links import bare_link

DEEPEST = 20  # levels of quotes and lists (a list takes two) that are read as such


class InlineState(StateInline):
    """Knows where each token began, and lets emphasis stand beside CJK characters."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Push a token that remembers the offset where it begins."""
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        return token

    def pushPending(self) -> Token:  # noqa: N802  (the library's name)
        """Flush the text so far; no newline is ever part of it."""
        token = super().pushPending()
        token.meta["at"] = self.pos
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Whether the run of markers at `start` can open and can close emphasis.

        CommonMark's flanking rules, except that CJK punctuation inside doesn't need space or
        punctuation outside, and a CJK character outside is enough for any punctuation inside.
        """
        src, end = self.src, self.posMax
        marker, pos = src[start], start
        while pos < end and src[pos] == marker:
            pos += 1
        before = src[start - 1] if start > 0 else " "
        if "\ufe00" <= before <= "\ufe0e" and start > 1:  # a variation selector: look behind it
            before = src[start - 2]
        after = src[pos] if pos < end else " "

        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        punct_before = isMdAsciiPunct(ord(before)) or isPunctChar(before)
        punct_after = isMdAsciiPunct(ord(after)) or isPunctChar(after)
        cjk_before, cjk_after = is_cjk(before), is_cjk(after)

        left = not space_after and (
            not punct_after or cjk_after or space_before or punct_before or cjk_before
        )
        right = not space_before and (
            not punct_before or cjk_before or space_after or punct_after or cjk_after
        )
        opens = left and (canSplitWord or not right or punct_before)
        closes = right and (canSplitWord or not left or punct_after)
        return Scanned(opens, closes, pos - start)


class InlineParser(ParserInline):
    """The library's inline parser on our state."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Read `src` into `tokens`."""
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class BlockParser(ParserBlock):
    """The library's block parser, which keeps what stands too deep."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Read the lines; below the deepest level they are one plain paragraph."""
        if state.level < DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        line = startLine
        while line < endLine and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
            line += 1
        token = state.push("deep", "", 0)
        token.content = state.getLines(startLine, line, state.blkIndent, False).strip()
        token.map = [startLine, line]
        state.line = line


def _assemble(preset: str, options: dict[str, Any]) -> MarkdownIt:
    md = MarkdownIt(preset)
    md.inline, md.block = InlineParser(), BlockParser()
    return md.configure(preset, options)


def commonmark() -> MarkdownIt:
    """CommonMark with our emphasis and raw HTML: what the specification's own cases test."""
    return _assemble("commonmark", {})


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser of master texts; it holds no state between texts."""
    md = _assemble("commonmark", {"html": False, "maxNesting": DEEPEST})
    md.enable(["table", "strikethrough"])
    md.disable(["text_join", "html_block"], ignoreInvalid=True)
    md.inline.ruler.at("linkify", bare_link)
    md.enable("linkify")
    front_matter_plugin(md)
    footnote_plugin(md, move_to_end=False)
    return md
