"""Line endings that survive a plain form.

A browser turns every line ending of a textarea into CRLF when it sends a form. The editor sends
JSON and isn't concerned; without JavaScript the lines that were not touched get their own back.
"""

from __future__ import annotations

from difflib import SequenceMatcher


def restore(stored: str, posted: str) -> str:
    """`posted` with the endings that `stored` has: line by line where lines are the same."""
    plain = posted.replace("\r\n", "\n").replace("\r", "\n")
    if "\r" not in stored:
        return plain
    old, new = _lines(stored), plain.split("\n")
    usual = max(("\n", "\r\n", "\r"), key=[ending for _, ending in old].count)
    endings = [usual] * len(new)
    words = [line for line, _ in old]
    for same in SequenceMatcher(None, words, new, autojunk=False).get_matching_blocks():
        for step in range(same.size):
            endings[same.b + step] = old[same.a + step][1] or usual
    endings[-1] = ""
    return "".join(line + ending for line, ending in zip(new, endings, strict=True))


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line with its ending; the last has none."""
    lines, start, at = [], 0, 0
    while at < len(text):
        if text[at] in "\r\n":
            ending = "\r\n" if text.startswith("\r\n", at) else text[at]
            lines.append((text[start:at], ending))
            start = at = at + len(ending)
        else:
            at += 1
    lines.append((text[start:], ""))
    return lines
