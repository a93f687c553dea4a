"""Commands that need no desk: `xiaobian count`, `xiaobian typeset`, `xiaobian check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

import click

from xiaobian.typeset.compliance import read_words, scan
from xiaobian.typeset.layouts import LAYOUTS, typeset
from xiaobian.typeset.limits import check
from xiaobian.typeset.measures import MEASURES
from xiaobian.typeset.platforms import PLATFORMS
from xiaobian.typeset.reader import read
from xiaobian.typeset.rendition import Remark, Rendition
from xiaobian.typeset.tree import Document

_platform = click.option(
    "--for",
    "platform",
    type=click.Choice(sorted(PLATFORMS)),
    help="The platform that will show it.",
)


def remark_json(remark: Remark) -> dict[str, Any]:
    """A remark with its message filled in."""
    return {
        "severity": remark.severity,
        "code": remark.code,
        "line": remark.line,
        "message": remark.message % dict(remark.values),
    }


def _show(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@_platform
def count(file: IO[str], platform: str | None) -> None:
    """How long a Markdown text is, as platforms count. FILE may be - for standard input.

    Without --for: the plain words in every measure. With it: the text as that platform shows it,
    each part against each limit. Ends with status 1 when the platform would refuse it.
    """
    markdown = file.read()
    if platform is None:
        text = "\n\n".join(p.text for p in typeset(markdown, "plain").parts)
        _show({name: measure(text) for name, measure in MEASURES.items()})
        return
    chosen = PLATFORMS[platform]
    made = typeset(markdown, chosen.layout, limits=chosen.limits)
    remarks = [*made.remarks, *check(made, chosen.limits)]
    _show(
        {
            "platform": platform,
            "layout": made.layout,
            "lengths": _lengths(made, chosen.limits),
            "remarks": [remark_json(r) for r in remarks],
        }
    )
    if any(r.severity == "error" for r in remarks):
        raise click.exceptions.Exit(1)


def _lengths(made: Rendition, limits: Any) -> list[dict[str, Any]]:
    """Every text of the rendition against every limit that concerns it."""
    found: list[dict[str, Any]] = []
    for name, most, measure in limits:
        texts = {
            "text": [p.text for p in made.parts],
            "html": [made.html],
            "title": [made.title],
            "summary": [made.summary],
        }.get(name)
        if texts is None or measure not in MEASURES:
            continue
        for number, text in enumerate(texts, 1):
            length = MEASURES[measure](text)
            found.append(
                {
                    "of": name,
                    "part": number,
                    "measure": measure,
                    "length": length,
                    "maximum": most,
                    "left": most - length,
                }
            )
    return found


@click.command("typeset")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--layout", type=click.Choice(sorted(LAYOUTS)), help="The layout by its name.")
@_platform
@click.option("--json", "as_json", is_flag=True, help="The whole rendition instead of its text.")
def typeset_file(file: IO[str], layout: str | None, platform: str | None, as_json: bool) -> None:
    """Set a Markdown text as a layout or a platform shows it. FILE may be - for standard input.

    Prints HTML or plain text (parts are divided by a line of dashes); remarks go to standard error.
    """
    chosen = PLATFORMS.get(platform or "")
    limits = chosen.limits if chosen else ()
    made = typeset(file.read(), layout or (chosen.layout if chosen else "blog"), limits=limits)
    if as_json:
        _show(made.to_json())
        return
    click.echo(made.html or "\n---\n".join(p.text for p in made.parts))
    for remark in (*made.remarks, *check(made, limits)):
        place = f"line {remark.line}: " if remark.line else ""
        click.echo(f"{remark.severity}: {place}{remark.message % dict(remark.values)}", err=True)


@click.command("check")
@click.argument("file", type=click.File(encoding="utf-8"))
@_platform
@click.option("--words", type=click.File(encoding="utf-8"), help="The house's own words, CSV.")
@click.option("--allow", multiple=True, help="A name that may contain a word (repeatable).")
@click.option("--advertisement", is_flag=True, help="The piece is paid or sells something.")
@click.option("--generated", is_flag=True, help="The piece was made with AI.")
@click.option("--json", "as_json", is_flag=True, help="Remarks as JSON.")
def check_file(  # noqa: PLR0917 (one argument for each option)
    file: IO[str],
    platform: str | None,
    words: IO[str] | None,
    allow: tuple[str, ...],
    advertisement: bool,
    generated: bool,
    as_json: bool,
) -> None:
    """What a platform would refuse and a reviewer would ask. FILE may be - for standard input.

    Ends with status 1 when the platform would refuse the text. A word found is a question, never a
    verdict.
    """
    document = read(file.read())
    remarks = list(document.remarks)
    if platform:
        chosen = PLATFORMS[platform]
        made = LAYOUTS[chosen.layout](document, limits=chosen.limits)
        remarks = [*made.remarks, *check(made, chosen.limits)]
    remarks += scan(
        document,
        platform=platform or "",
        house=read_words(words.read()) if words else (),
        allowed=allow,
        advertisement=advertisement,
        generated=generated,
    )
    remarks.sort(key=lambda r: (r.line, r.severity != "error"))
    if as_json:
        _show({"platform": platform or "", "remarks": [remark_json(r) for r in remarks]})
    else:
        for remark in remarks:
            message = remark.message % dict(remark.values)
            click.echo(f"{file.name}:{remark.line}: {remark.severity}: {message} [{remark.code}]")
    if any(r.severity == "error" for r in remarks):
        raise click.exceptions.Exit(1)


@click.command("cards")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--to", type=click.Choice(["cards", "cover", "pdf"]), default="cards")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path(), help="The folder.")
@click.option("--theme", "look", default="", help="paper, seal, column, notebook, report, poster.")
@click.option("--accent", default="", help="The brand's colour, #rrggbb.")
@click.option("--by", default="", help="The name at the foot.")
def cards_file(file: IO[str], to: str, out: Path, look: str, accent: str, by: str) -> None:  # noqa: PLR0917
    """Set a Markdown text as cards (PNG, 1080 × 1440), a cover (900 × 383) or a PDF.

    Pictures of the text aren't at hand on the command line: their captions stand for them.
    """
    from xiaobian.typeset import cards

    document = read(file.read())
    maker = cards.Maker(by=by, mark=by, theme=look, accent=accent)
    if to == "cover":
        title = title_of(document)
        made = cards.cover(title, subtitle=document.meta.get("summary", ""), maker=maker)
    else:
        made = (cards.pages if to == "pdf" else cards.cards)(document, maker=maker)
    out.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(made.pages, 1):
        name = out / (f"{to}.pdf" if to == "pdf" else f"{to}-{number:02}.png")
        name.write_bytes(page)
        click.echo(name)
    for said in made.remarks:
        click.echo(f"{said.severity}: {said.message % dict(said.values)}", err=True)


def title_of(document: Document) -> str:
    """The title of a document: its own, else its first heading."""
    return LAYOUTS["blog"](document).title
