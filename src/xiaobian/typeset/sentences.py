"""Where a text may be divided: sentences, clauses, words; and its first sentences."""

from __future__ import annotations

from collections.abc import Iterator

import regex

_CLOSING = r"[”’»」』）】》〉\"')\]]"
# A Latin full stop ends a sentence only before a space, and not after an initial or abbreviation.
_SENTENCE = regex.compile(
    rf"(?:[。！？!?…]+{_CLOSING}*|(?<!\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e|No))\.{_CLOSING}*(?=\s))"
    r"[ \t]*|\n+"
)
_CLAUSE = regex.compile(r"[，、；：,;:—]+[”’」』）]*\s*|\n+")
_WORD = regex.compile(
    r"\s+|(?<=[\p{Han}\p{Hiragana}\p{Katakana}])(?![\p{P}\s])|(?<=[^\s])(?=[\p{Han}\p{Hiragana}\p{Katakana}])(?<![\p{Ps}\p{Pi}])"
)
_GRAPHEME = regex.compile(r"\X")


def sentence_ends(text: str) -> list[int]:
    """Offsets after each sentence, the end of the text included."""
    return _ends(_SENTENCE, text)


def clause_ends(text: str) -> list[int]:
    """Offsets after each clause."""
    return _ends(_CLAUSE, text)


def word_ends(text: str) -> list[int]:
    """Offsets at which a line may be broken: after spaces, between Chinese characters."""
    return _ends(_WORD, text)


def grapheme_ends(text: str) -> list[int]:
    """Offsets after each character that a reader sees."""
    return [m.end() for m in _GRAPHEME.finditer(text)]


def _ends(pattern: regex.Pattern[str], text: str) -> list[int]:
    ends = [m.end() for m in pattern.finditer(text) if 0 < m.end() < len(text)]
    return [*ends, len(text)] if text else []


def _pieces(text: str, ends: list[int]) -> Iterator[str]:
    start = 0
    for end in ends:
        yield text[start:end]
        start = end


def opening(text: str, longest: int) -> str:
    """The first sentences of `text` within `longest` characters; a cut ends in an ellipsis."""
    text = regex.sub(
        r"(?<=[\p{Han}，。！？；：、”」』）])\s*\n+\s*(?=[\p{Han}“「『（])", "", text[: longest * 4]
    )
    text = " ".join(text.split())
    kept = ""
    for sentence in _pieces(text, sentence_ends(text)):
        if len((kept + sentence).rstrip()) > longest:
            break
        kept += sentence
    if kept.strip():
        return kept.strip()
    for end in reversed(word_ends(text[: longest - 1])[:-1] or [longest - 1]):
        cut = text[:end].rstrip(" ，、；：,;:—“‘「『（(")
        if cut:
            return cut + "…"
    return text[: longest - 1] + "…"
