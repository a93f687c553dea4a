"""Questions that law, platforms and the house's own list ask about a text, each with its place.

A hit is a prompt for a person, never a verdict: the severity is at most a warning. The words are data
with law, source and date (`data/words/*.toml`); the house adds its own as CSV.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from xiaobian.typeset.folding import Folded, fold
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Remark
from xiaobian.typeset.tree import Document, Node

_LATIN = regex.compile(r"[a-z0-9]")
_NEAR = 12  # characters around a word that can make it harmless


@dataclass(frozen=True, slots=True)
class Word:
    """One word to ask about. `after` and `before` are expressions that make it harmless."""

    text: str
    code: str
    law: str
    platforms: frozenset[str] = frozenset()
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """Something that must stand in the text when something else does."""

    code: str
    law: str
    when: str
    needs: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text, with the line of each of its pieces."""

    text: str
    pieces: tuple[tuple[int, int], ...]  # offset, line
    folded: Folded

    def line(self, offset: int) -> int:
        """The line of the master text on which `offset` stands."""
        found = 0
        for start, line in self.pieces:
            if start > offset:
                break
            found = line
        return found


def scan(
    document: Document,
    *,
    platform: str = "",
    house: Sequence[Word] = (),
    allowed: Sequence[str] = (),
    title: str = "",
    advertisement: bool = False,
    generated: bool = False,
) -> tuple[Remark, ...]:
    """What a careful reviewer would ask about this text.

    `platform` adds that platform's words, `house` the brand's own (see `read_words`), `allowed` are
    names that contain a word without meaning it. `advertisement` and `generated` say that the piece
    is paid or made by AI, which must then be written in it.
    """
    passages = list(_passages(document, title))
    wanted = [w for w in _builtin() if not w.platforms or platform in w.platforms]
    found = list(_words(passages, [*wanted, *house], allowed))
    whole = "\n".join(p.folded.text for p in passages)
    found += _labels(passages, whole)
    if advertisement and "广告" not in whole and not _told(found, "label.advertisement"):
        found.append(remark("label.advertisement", word="", law="互联网广告管理办法第九条"))
    if (generated or "aigc" in document.meta) and not _AI_LABEL.search(whole):
        found.append(remark("label.ai", law="人工智能生成合成内容标识办法第十条"))
    return tuple(sorted(found, key=lambda r: r.line))


_AI_LABEL = regex.compile(r"(?:人工智能|ai) *(?:辅助)? *(?:生成|合成|创作)|由 *(?:ai|人工智能)")


def read_words(text: str) -> tuple[Word, ...]:
    """The house's own words from CSV: `word`, and if wanted `note`, `after`, `before`.

    The first line may name the columns; else the first column is the word and the second the note.
    """
    rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if any(row)]
    if not rows:
        return ()
    head = [cell.strip().lower() for cell in rows[0]]
    named = "word" in head
    columns = head if named else ["word", "note", "after", "before"]
    words: list[Word] = []
    for row in rows[1:] if named else rows:
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        if not cells.get("word"):
            continue
        for name in ("after", "before"):
            regex.compile(cells.get(name, ""))  # a bad expression is refused here, with its reason
        words.append(
            Word(
                cells["word"], "word.house", cells.get("note", ""),
                after=cells.get("after", ""), before=cells.get("before", ""),
            )
        )  # fmt: skip
    return tuple(words)


# Words


def _words(
    passages: Sequence[Passage], words: Sequence[Word], allowed: Sequence[str]
) -> Iterator[Remark]:
    finder, by_text = _finder(tuple(words))
    spared = [fold(name).text for name in allowed if name]
    for passage in passages:
        folded = passage.folded
        safe = [
            (m.start(), m.end())
            for name in spared
            for m in regex.finditer(regex.escape(name), folded.text)
        ]
        for index, start, end in finder.find_matches_as_indexes(folded.text):
            if any(a <= start and end <= b for a, b in safe):
                continue
            for word in by_text[index]:
                if not _harmless(word, folded, start, end):
                    a, b = folded.original(start, end)
                    yield remark(
                        word.code,
                        passage.line(a),
                        word=passage.text[a:b],
                        law=word.law,
                        context=passage.text[max(0, a - 8) : b + 8].replace("\n", " "),
                    )


@lru_cache(maxsize=32)
def _finder(words: tuple[Word, ...]) -> tuple[AhoCorasick, list[list[Word]]]:
    """The automaton, and for each of its patterns the words that mean it."""
    by_text: dict[str, list[Word]] = {}
    for word in words:
        by_text.setdefault(fold(word.text).text, []).append(word)
    by_text.pop("", None)
    finder = AhoCorasick(
        list(by_text),
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )
    return finder, list(by_text.values())


def _harmless(word: Word, folded: Folded, start: int, end: int) -> bool:
    text = folded.text
    if _LATIN.match(text[start]) and _LATIN.match(text[start - 1 : start]):
        return True  # the end of a longer Latin word
    if (
        text[end - 1].isalpha()
        and _LATIN.match(text[end - 1])
        and _LATIN.match(text[end : end + 1])
    ):
        return True  # its beginning
    if word.after and regex.match(word.after, text[end : end + _NEAR]):
        return True
    return bool(word.before and regex.search(word.before, text[max(0, start - _NEAR) : start]))


# Labels


def _labels(passages: Sequence[Passage], whole: str) -> Iterator[Remark]:
    for label in _label_rules():
        needs = regex.compile(label.needs)
        if needs.search(whole):
            continue
        when = regex.compile(label.when)
        for passage in passages:
            if match := when.search(passage.folded.text):
                a, b = passage.folded.original(match.start(), match.end())
                yield remark(label.code, passage.line(a), word=passage.text[a:b], law=label.law)
                break


def _told(found: Iterable[Remark], code: str) -> bool:
    return any(r.code == code for r in found)


# Where text stands

_HOLDERS = {"paragraph", "heading", "cell"}


def _passages(document: Document, title: str) -> Iterator[Passage]:
    title = title or document.meta.get("title", "")
    if title:
        yield Passage(title, ((0, 0),), fold(title))
    for node in document.walk():
        if node.kind in _HOLDERS:
            yield _passage(node)
        elif node.kind in ("figure", "image"):
            for name in ("alt", "caption"):
                if text := node.get(name):
                    yield Passage(text, ((0, node.line),), fold(text))


def _passage(node: Node) -> Passage:
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    for leaf in node.walk():
        text = "\n" if leaf.kind in ("soft", "break") else leaf.text
        if not text or leaf.kind in ("comment", "code"):
            continue
        pieces.append((length, leaf.line))
        parts.append(text)
        length += len(text)
    text = "".join(parts)
    return Passage(text, tuple(pieces), fold(text))


# Data


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Any], ...]:
    folder = files("xiaobian.typeset").joinpath("data/words")
    return tuple(
        tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
        for name in ("law.toml", "platforms.toml")
    )


@lru_cache(maxsize=1)
def _builtin() -> tuple[Word, ...]:
    return tuple(
        Word(
            text,
            group["code"],
            group["law"],
            frozenset(group.get("platforms", ())),
            group.get("after", {}).get(text, ""),
            group.get("before", {}).get(text, ""),
        )
        for table in _tables()
        for group in table["group"]
        for text in group["words"]
    )


@lru_cache(maxsize=1)
def _label_rules() -> tuple[Label, ...]:
    return tuple(
        Label(row["code"], row["law"], row["when"], row["needs"])
        for table in _tables()
        for row in table.get("label", ())
    )
