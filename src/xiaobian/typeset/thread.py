"""The `thread` and `plain` layouts: short posts, divided as the platform counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from xiaobian.typeset import language as languages
from xiaobian.typeset import sentences
from xiaobian.typeset.limits import Limits, fits, maximum
from xiaobian.typeset.plain import PlainWriter, Style
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Part, Picture, Remark, Rendition
from xiaobian.typeset.rich import Piece, Rich
from xiaobian.typeset.tree import Document

Fits = Callable[[str], bool]
SUMMARY = 160  # characters
PICTURES = 4  # in one part, where the platform names no limit of its own

# From the kindest cut to the last resort.
_ENDS = (
    sentences.sentence_ends,
    sentences.clause_ends,
    sentences.word_ends,
    sentences.grapheme_ends,
)


def thread(
    document: Document,
    *,
    title: str = "",
    tags: Sequence[str] = (),
    language: str = "",
    cover: str = "",
    limits: Limits = (),
    numbered: bool = False,
    style: Style | None = None,
) -> Rendition:
    """As many parts as the text needs; a line of `---` begins a new one.

    `limits` are the platform's (`text`, `images`); `numbered` ends every part of several with
    ` (2/5)`.
    """
    writer = PlainWriter(document, style or Style())
    pieces = list(_with_headings(writer.pieces()))
    packer = _pack(pieces, limits, numbered)
    remarks = (*document.remarks, *writer.remarks, *packer.remarks)
    parts = tuple(packer.parts)
    made = Rendition("thread", title, parts, cover=cover, tags=tuple(tags), language=language)
    return _completed(replace(made, remarks=remarks), document)


def plain(
    document: Document,
    *,
    title: str = "",
    tags: Sequence[str] = (),
    language: str = "",
    cover: str = "",
    limits: Limits = (),
    style: Style | None = None,
) -> Rendition:
    """The whole text as one part, however long; `check` says whether it fits."""
    writer = PlainWriter(document, style or Style())
    packer = _Packer(lambda _: True, None)
    for piece in writer.pieces():
        packer.add(replace(piece, cut=False))
    packer.flush()
    remarks = (*document.remarks, *writer.remarks)
    parts = tuple(packer.parts)
    made = Rendition("plain", title, parts, cover=cover, tags=tuple(tags), language=language)
    return _completed(replace(made, remarks=remarks), document)


def _completed(made: Rendition, document: Document) -> Rendition:
    """What the caller left open is taken from the document."""
    text = "\n".join(p.text for p in made.parts)
    meta = document.meta
    first = next((p.ref for p in made.pictures), "")
    return replace(
        made,
        title=made.title or meta.get("title", ""),
        summary=sentences.opening(text, SUMMARY),
        cover=made.cover or meta.get("cover", "").removeprefix("media:") or first,
        tags=tuple(dict.fromkeys([*made.tags, *document.tags])),
        language=made.language or meta.get("lang", "") or languages.guess(text),
    )


def _with_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Headings made one piece with the text that follows, so that no part ends with one."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and piece.rich.text and not piece.cut:
            joined = held.rich + Rich("\n\n" if piece.sticky else piece.joint) + piece.rich
            pictures = held.pictures + piece.pictures
            held, piece = None, replace(piece, rich=joined, pictures=pictures, joint="\n\n")  # noqa: PLW2901
        elif held is not None:
            yield held
            held = None
        if piece.sticky and piece.rich.text:
            held = piece
        else:
            yield piece
    if held is not None:
        yield held


def _pack(pieces: Sequence[Piece], limits: Limits, numbered: bool) -> _Packer:
    """Pack once, or again with more room for the numbers when there are more parts than thought."""
    test = fits(limits, "text")
    most = maximum(limits, "images")
    most = PICTURES if most is None else int(most)
    digits = 1
    while True:
        room = f" ({'9' * digits}/{'9' * digits})"
        packer = _Packer((lambda t, r=room: test(t + r)) if numbered else test, most)
        for piece in pieces:
            packer.add(piece)
        packer.flush()
        count = len(packer.parts)
        if not numbered or count == 1 or len(str(count)) <= digits:
            break
        digits = len(str(count))
    if numbered and count == 1:
        return _pack(pieces, limits, numbered=False)
    if numbered:
        packer.parts = [
            replace(p, text=f"{p.text} ({i}/{count})".lstrip())
            for i, p in enumerate(packer.parts, 1)
        ]
    return packer


@dataclass(slots=True)
class _Open:
    """The part that is being filled."""

    rich: Rich
    pictures: tuple[Picture, ...]


class _Packer:
    """Fills parts one after the other. `fits` is asked with whole candidate texts."""

    def __init__(self, fits: Fits, pictures: int | None) -> None:
        self.fits = fits
        self.most = pictures
        self.parts: list[Part] = []
        self.remarks: list[Remark] = []
        self.now = _Open(Rich(), ())

    def flush(self) -> None:
        """Close the part, unless nothing is in it."""
        rich = self.now.rich.strip()
        if rich.text or self.now.pictures:
            link = next((s.target for s in rich.spans if s.kind == "link"), "")
            self.parts.append(Part(rich.text, rich.spans, self.now.pictures, link))
        self.now = _Open(Rich(), ())

    def add(self, piece: Piece) -> None:
        """Put a piece where it belongs, dividing it when it must be."""
        if piece.cut:
            self.flush()
            return
        if piece.rich.text.strip():
            self._text(piece)
        for picture in piece.pictures:
            self._picture(picture, piece.line)

    def _picture(self, picture: Picture, line: int) -> None:
        if self.most is not None and len(self.now.pictures) >= max(self.most, 1):
            number = len(self.parts) + 1
            self.remarks.append(remark("picture.spilled", line, maximum=self.most, part=number))
            self.flush()
        self.now.pictures = (*self.now.pictures, picture)

    def _text(self, piece: Piece) -> None:
        if self._take(piece.rich, piece.joint):
            return
        # A paragraph that fits a part of its own is not divided, unless much room would stay empty.
        roomy = piece.joint != "\n" and self.fits(self.now.rich.text * 2)
        if self.fits(piece.rich.text) and not roomy:
            self.flush()
            self._take(piece.rich, "")
            return
        self._divide(piece.rich, piece.joint, 0, piece.line)

    def _take(self, rich: Rich, joint: str) -> bool:
        """Append `rich` to the part if all of it fits."""
        whole = self.now.rich + Rich(joint) + rich if self.now.rich.text else rich
        if not self.fits(whole.text.rstrip()):
            return False
        self.now.rich = whole
        return True

    def _divide(self, rich: Rich, joint: str, level: int, line: int) -> None:
        """Fill parts with as many whole sentences (clauses, words) as each can hold."""
        ends = [e for e in _ENDS[level](rich.text) if level == 3 or not rich.inside_span(e)]
        at = 0  # the next end that isn't placed
        while at < len(ends):
            start = ends[at - 1] if at else 0
            placed = self._most(rich, start, ends, at, joint)
            if placed > at:
                self._take(rich.slice(start, ends[placed - 1]), joint)
                at, joint = placed, ""
                if at < len(ends):
                    self.flush()
            elif self.now.rich.text:
                self.flush()
                joint = ""
            elif level + 1 < len(_ENDS):
                self._tell_cut(line, level)
                self._divide(rich.slice(start, ends[at]), joint, level + 1, line)
                at, joint = at + 1, ""
            else:
                piece = rich.slice(start, ends[at])
                self.remarks.append(remark("text.unbreakable", line, text=piece.text[:40]))
                self.flush()
                self.now.rich = piece
                self.flush()
                at += 1

    def _tell_cut(self, line: int, level: int) -> None:
        if level == 0 and not any(r.code == "text.cut" and r.line == line for r in self.remarks):
            self.remarks.append(remark("text.cut", line))

    def _most(self, rich: Rich, start: int, ends: list[int], at: int, joint: str) -> int:
        """One more than the index of the last end up to which the text fits; `at` when none."""
        before = self.now.rich.text + joint if self.now.rich.text else ""

        def good(index: int) -> bool:
            return self.fits(before + rich.text[start : ends[index]].rstrip())

        if not good(at):
            return at
        step, low = 1, at
        while low + step < len(ends) and good(low + step):
            low += step
            step *= 2
        high = min(low + step, len(ends))  # the first that is known not to fit, or the end
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if good(middle) else (low, middle)
        return low + 1
