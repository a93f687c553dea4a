"""What changed between two versions of a text, word by word, as an editor would mark it.

Paragraphs are compared first, then the sentences of those that differ, then words; Chinese is
compared character by character. So the cost grows with what changed, not with the text's square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

import regex

from xiaobian.typeset.sentences import sentence_ends

RunKind = Literal["same", "added", "removed"]

# Above this many words on both sides together, a passage counts as rewritten.
_MOST_WORDS = 6000
# Below this share of common words, two passages have nothing to do with each other.
_LEAST_ALIKE = 0.3
_WORDS = regex.compile(
    r"https?://[^\s\p{Han}]+|[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{M}\p{N}_]+|\s+|."
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stayed, came or went."""

    kind: RunKind
    text: str


def words(old: str, new: str) -> list[Run]:
    """The runs that lead from `old` to `new`.

    `same` and `removed` together are `old`; `same` and `added` together are `new`. Where something
    was replaced, what went stands before what came.
    """
    if old == new:
        return [Run("same", old)] if old else []
    return list(_merged(_compared(_paragraphs(old), _paragraphs(new), 0)))


def _paragraphs(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _sentences(text: str) -> list[str]:
    starts = [0, *sentence_ends(text)]
    return [text[a:b] for a, b in pairwise(starts)]


def _compared(old: Sequence[str], new: Sequence[str], level: int) -> Iterator[Run]:
    """Compare two lists of pieces; go a level deeper where they differ."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield Run("same", gone)
        elif tag != "replace":
            yield Run("removed", gone) if gone else Run("added", came)
        elif level == 0:
            yield from _compared(_sentences(gone), _sentences(came), 1)
        else:
            yield from _by_words(gone, came)


def _by_words(old: str, new: str) -> Iterable[Run]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    rewritten = [Run("removed", old), Run("added", new)]
    if len(before) + len(after) > _MOST_WORDS:
        return rewritten
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.quick_ratio() < _LEAST_ALIKE or matcher.ratio() < _LEAST_ALIKE:
        return rewritten
    found: list[tuple[str, str]] = []  # what went, what came; both the same where nothing changed
    steps = matcher.get_opcodes()
    for tag, a, b, c, d in steps:
        gone, came = "".join(before[a:b]), "".join(after[c:d])
        changing = bool(found) and found[-1][0] != found[-1][1]
        accident = tag == "equal" and (a, b) != steps[-1][1:3] and _too_small(gone, found)
        if changing and (tag != "equal" or accident):
            found[-1] = (found[-1][0] + gone, found[-1][1] + came)
        else:
            found.append((gone, came))
    return [run for gone, came in found for run in _runs(gone, came)]


def _too_small(kept: str, found: Sequence[tuple[str, str]]) -> bool:
    """Whether what stayed is an accident inside a change: one lone `的`, a space, a comma."""
    return bool(found) and len(kept.strip()) <= 1 and max(map(len, found[-1])) > 2


def _runs(gone: str, came: str) -> Iterator[Run]:
    if gone == came:
        yield Run("same", gone)
    else:
        yield Run("removed", gone)
        yield Run("added", came)


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one kind become one; between two that stayed, what went stands first."""
    same = gone = came = ""
    for run in runs:
        if not run.text:
            continue
        if run.kind == "same":
            if gone or came:
                yield from (r for r in (Run("removed", gone), Run("added", came)) if r.text)
                gone = came = ""
            same += run.text
            continue
        if same:
            yield Run("same", same)
            same = ""
        if run.kind == "removed":
            gone += run.text
        else:
            came += run.text
    yield from (r for r in (Run("same", same), Run("removed", gone), Run("added", came)) if r.text)
