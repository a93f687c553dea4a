"""Texts and their translations: extract, merge, compile, check. No GNU gettext needed.

    python tools/messages.py merge [package …]    write new texts into the packages' django.po
    python tools/messages.py check [package …]    fail on missing, empty, fuzzy or wrong translations
    python tools/messages.py compile              make the .mo files that Django reads
    python tools/messages.py extract [package …]  print the texts

Each package keeps its own `locale/zh_Hans/LC_MESSAGES/django.po`, sorted, with file names but no
line numbers, so that two people's changes rarely meet.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "src" / "xiaobian"
LOCALE = "zh_Hans"
HEADER = {
    "Project-Id-Version": "xiaobian",
    "Language": LOCALE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

# What each function's string arguments are, in order.
CALLS = {
    "_": ("msgid",),
    "N_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "reason": ("msgid",),  # kernel.reasons: stored in English, said by pages
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
# Values of pure packages whose English texts the faces translate: (position, keyword) of each.
VALUES = {
    "Remark": ((2, "message"),),
    "Field": ((1, "label"), (3, "help")),
    "Refused": ((0, "why"),),
    "Later": ((1, "why"),),
    "Unknown": ((0, "why"),),
}

STRING = r"""[uU]?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(
    rf"(?<![\w.])(?P<name>_|n?p?gettext)\(\s*{STRING}(?:\s*,\s*{STRING})?(?:\s*,\s*{STRING})?", re.S
)
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}")


@dataclass(frozen=True, order=True)
class Text:
    """One translatable text; context and plural are empty where there is none."""

    msgid: str
    context: str = ""
    plural: str = ""


def packages(names: list[str]) -> list[Path]:
    """The folders of the named packages, or of all that have Python files."""
    found = sorted(p.parent for p in ROOT.glob("*/__init__.py"))
    return [p for p in found if not names or p.name in names]


def extract(package: Path) -> dict[Text, set[str]]:
    """Every text of a package, with the files that use it."""
    texts: dict[Text, set[str]] = {}
    for path in sorted(package.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "locale" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        found = texts_of_python(source) if path.suffix == ".py" else texts_of_template(source)
        for text in found:
            texts.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return texts


def texts_of_python(source: str) -> Iterator[Text]:
    """Texts in calls of gettext's functions and in the values of pure packages."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if kinds := CALLS.get(name):
            given = [_constant(arg) for arg in node.args[: len(kinds)]]
            if given and None not in given:
                yield Text(**dict(zip(kinds, given, strict=False)))
        for position, keyword in VALUES.get(name, ()):
            candidates = [k.value for k in node.keywords if k.arg == keyword]
            candidates += node.args[position : position + 1]
            yield from (Text(text) for arg in candidates if (text := _constant(arg)))


def texts_of_template(source: str) -> Iterator[Text]:
    """Texts in `{% translate %}`, `{% blocktranslate %}` and `_("…")` inside tags and filters."""
    for match in TEMPLATE_CALL.finditer(templatize(source)):
        kinds = CALLS[match["name"]]
        given = [ast.literal_eval(g) for g in match.groups()[1:] if g]
        if len(given) >= len(kinds) and given[0]:
            yield Text(**dict(zip(kinds, given, strict=False)))


def _constant(node: ast.expr) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None


def po_path(package: Path) -> Path:
    return package / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def read(path: Path) -> dict[Text, polib.POEntry]:
    """The translations that stand in a file, by text."""
    if not path.exists():
        return {}
    entries = (e for e in polib.pofile(str(path), encoding="utf-8") if not e.obsolete)
    return {Text(e.msgid, e.msgctxt or "", e.msgid_plural or ""): e for e in entries}


def merge(package: Path) -> str:
    """Write the package's texts, keeping the translations of those that stayed."""
    texts, known = extract(package), read(po_path(package))
    if not texts:
        po_path(package).unlink(missing_ok=True)
        return ""
    file = polib.POFile(wrapwidth=100, encoding="utf-8")
    file.metadata = HEADER
    for text in sorted(texts):
        file.append(_entry(text, sorted(texts[text]), known.get(text)))
    po_path(package).parent.mkdir(parents=True, exist_ok=True)
    file.save(str(po_path(package)), newline="\n")
    empty = sum(1 for e in file if not e.translated())
    return f"{package.name}: {len(file)} texts, {empty} to translate"


def _entry(text: Text, files: list[str], known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=text.msgid,
        msgctxt=text.context or None,
        occurrences=[(name, "") for name in files],
        comment=known.comment if known else "",
        tcomment=known.tcomment if known else "",
    )
    if PLACE.search(text.msgid):
        entry.flags = ["python-format"]
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = known.msgstr_plural if known else {0: ""}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def check(package: Path) -> list[str]:
    """What is wrong with a package's translations, in words."""
    texts, known = extract(package), read(po_path(package))
    wrong = [f"missing: {t.msgid!r}" for t in sorted(texts) if t not in known]
    wrong += [f"no longer used: {t.msgid!r}" for t in sorted(known) if t not in texts]
    for text, entry in known.items():
        given = list(entry.msgstr_plural.values()) if text.plural else [entry.msgstr]
        if entry.fuzzy:
            wrong.append(f"fuzzy: {text.msgid!r}")
        if not all(given):
            wrong.append(f"empty: {text.msgid!r}")
        elif any(_places(text.plural or text.msgid) != _places(g) for g in given):
            wrong.append(f"wrong places: {text.msgid!r} -> {given[0]!r}")
    return [f"{package.name}: {line}" for line in wrong]


def conflicts() -> list[str]:
    """Texts that two packages translate differently: Django keeps one of them, by chance."""
    seen: dict[Text, tuple[str, str]] = {}
    wrong = []
    for package in packages([]):
        for text, entry in read(po_path(package)).items():
            said = entry.msgstr or "".join(entry.msgstr_plural.values())
            where, other = seen.setdefault(text, (package.name, said))
            if said and other and said != other:
                wrong.append(f"{text.msgid!r}: {other!r} in {where}, {said!r} in {package.name}")
    return wrong


def _places(text: str) -> list[str]:
    return sorted(set(PLACE.findall(text)))


def compile_all() -> int:
    """Write each .mo beside its .po; returns how many."""
    paths = sorted(ROOT.glob("*/locale/*/LC_MESSAGES/django.po"))
    for path in paths:
        polib.pofile(str(path), encoding="utf-8").save_as_mofile(str(path.with_suffix(".mo")))
    return len(paths)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("act", choices=["extract", "merge", "compile", "check"])
    parser.add_argument("packages", nargs="*")
    args = parser.parse_args()
    if not settings.configured:
        settings.configure()  # templatize asks for the charset of files
    if args.act == "compile":
        print(f"compiled {compile_all()} catalogues")
        return 0
    lines: list[str] = []
    for package in packages(args.packages):
        if args.act == "extract":
            lines += [f"{package.name}: {text.msgid!r}" for text in sorted(extract(package))]
        elif args.act == "merge":
            lines += [line] if (line := merge(package)) else []
        else:
            lines += check(package)
    if args.act == "check":
        lines += conflicts()
    print("\n".join(lines) if lines else "translations: nothing missing")
    return 1 if args.act == "check" and lines else 0


if __name__ == "__main__":
    sys.exit(main())
