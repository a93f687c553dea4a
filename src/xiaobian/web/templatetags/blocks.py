"""Components with a shape of their own: each has a template in `components/`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from xiaobian.web.fields import laid_out

register = template.Library()


@register.simple_block_tag
def sheet(content: str, title: str = "", flush: bool = False, quiet: bool = False) -> str:
    """`{% sheet title=… %}…{% endsheet %}`: a card; `flush` for rows and tables that touch its edge."""
    context = {"content": content, "title": title, "flush": flush, "quiet": quiet}
    return render_to_string("components/sheet.html", context)


@register.simple_block_tag
def section(content: str, label: str, aside: str = "", id_: str = "") -> str:
    """`{% section _("Goes out") %}…{% endsection %}`: a label above what belongs to it."""
    context = {"content": content, "label": label, "aside": aside, "id": id_}
    return render_to_string("components/section.html", context)


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", icon: str = "") -> str:
    """`{% empty _("No drafts yet") text=… icon="pen-line" %}what to do next{% endempty %}`."""
    context = {"content": content, "title": title, "text": text, "icon": icon}
    return render_to_string("components/empty.html", context)


@register.simple_block_tag
def note(content: str, tone: str = "", icon: str = "info", live: bool = False) -> str:
    """`{% note tone="amber" icon="triangle-alert" %}…{% endnote %}`: something to know here."""
    context = {"content": content, "tone": tone, "icon": icon, "live": live}
    return render_to_string("components/note.html", context)


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    id_: str,
    *,
    icon: str = "ellipsis",
    text: bool = False,
    small: bool = False,
) -> str:
    """`{% menu _("More") "more-7" %}…menu-item…{% endmenu %}`: a button and what it opens."""
    context = {"content": content, "label": label, "id": id_, "icon": icon}
    return render_to_string("components/menu.html", context | {"text": text, "small": small})


@register.simple_block_tag
def dialog(content: str, title: str, id_: str, wide: bool = False) -> str:
    """`{% dialog _("Settle it") "settle" %}…{% enddialog %}`; opened by `data-opens="settle"`."""
    context = {"content": content, "title": title, "id": id_, "wide": wide}
    return render_to_string("components/dialog.html", context)


@register.simple_tag
def field(bound: BoundField, counter: int = 0, **given: Any) -> SafeString:
    """`{% field form.title counter=64 rows=3 placeholder=… %}`: label, input, help, errors, counter."""
    return laid_out(bound, counter, given)


@register.simple_tag
def fields(form: Any) -> SafeString:
    """Every field of a form, with the form's own errors first."""
    return render_to_string("components/fields.html", {"form": form})


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, note: str = "", mark: str = "", tone: str = "") -> dict[str, Any]:
    """`{% stat _("New fans") 386 mark=_("in band") note=… %}` inside `<dl class="sheet stats">`."""
    return {"label": label, "value": value, "note": note, "mark": mark, "tone": tone}


@register.inclusion_tag("components/progress.html")
def progress(label: str, value: float, total: float = 100, note: str = "") -> dict[str, Any]:
    """`{% progress _("Uploading") 3 7 note="3 of 7" %}`."""
    return {"label": label, "value": value, "total": total, "note": note}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """`{% crumbs _("Desk") url draft.title %}`: text and address in turn; the last is the page."""
    steps = [
        (pairs[i], pairs[i + 1] if i + 1 < len(pairs) else "") for i in range(0, len(pairs), 2)
    ]
    return {"steps": steps}


@register.inclusion_tag("components/copy.html")
def copyfield(value: str, label: str) -> dict[str, Any]:
    """`{% copyfield link _("Link for the reviewer") %}`: a value to take away, with a copy button."""
    return {"value": value, "label": label}


@register.inclusion_tag("components/dropzone.html")
def dropzone(
    name: str, label: str, help: str = "", accept: str = "", multiple: bool = True
) -> dict:
    """`{% dropzone "files" _("Drop pictures here") accept="image/*" %}`: a file input to drop on."""
    given = {"name": name, "label": label, "help": help, "accept": accept}
    return given | {"multiple": multiple}


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """Grey lines while a fragment is on its way."""
    return render_to_string("components/skeleton.html", {"lines": range(lines)})


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, before: str = "", after: str = "") -> dict[str, Any]:
    """`{% pages before after %}`: cursor pagination that keeps the other query parameters."""
    request: HttpRequest = context["request"]

    def link(name: str, cursor: str) -> str:
        kept = {k: v for k, v in request.GET.items() if k not in {"before", "after"}}
        return "?" + urlencode(kept | {name: cursor}) if cursor else ""

    return {"newer": link("before", before), "older": link("after", after)}
