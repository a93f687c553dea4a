"""How one field of a form is laid out: label, input, help, errors, counter."""

from __future__ import annotations

from typing import Any, cast

from django.forms import BoundField, widgets
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

DJANGOS_ROWS = "10"  # what a textarea gets when nobody said anything: too tall for a form
_CHOICES = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


def laid_out(bound: BoundField, counter: int, given: dict[str, Any]) -> SafeString:
    """The whole field as HTML; `given` goes to the input (underscores become hyphens)."""
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_widget()
    kind = kind_of(cast("widgets.Widget", widget))
    context = {
        "field": bound,
        "id": bound.id_for_label,
        "kind": kind,
        "counter": counter,
        "optional": not bound.field.required and kind in {"input", "choices"},
        "input": bound.as_widget(attrs=cast("None", attributes(bound, kind, counter, given))),
    }
    return render_to_string("components/field.html", context)


def kind_of(widget: widgets.Widget) -> str:
    """Which layout a widget takes."""
    if isinstance(widget, _CHOICES):
        return "choices"
    return "check" if isinstance(widget, widgets.CheckboxInput) else "input"


def attributes(bound: BoundField, kind: str, counter: int, given: dict[str, Any]) -> dict[str, Any]:
    """The input's attributes: what describes it is named, so that screen readers say it."""
    attrs = {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
    own = bound.field.widget.attrs
    if own.get("placeholder") and own["placeholder"] == bound.label:
        attrs.setdefault("placeholder", False)  # the label says it already
    if own.get("rows") == DJANGOS_ROWS:
        attrs.setdefault("rows", 4)
    if kind == "input":
        attrs["class"] = f"input {own.get('class', '')}".strip()
    base = bound.auto_id
    described = [
        f"{base}_{part}"
        for part, there in (
            ("helptext", bound.help_text),
            ("error", bound.errors),
            ("count", counter),
        )
        if there
    ]
    if described and kind != "choices":
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if counter:
        attrs["data-count"] = f"{base}_count"
    return attrs
