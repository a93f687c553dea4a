"""What templates of the desk may use without loading anything: figures, marks and components.

`/desk/components` shows each of them; `docs/faces.md` lists them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from xiaobian.kernel import clock
from xiaobian.kernel.reasons import said
from xiaobian.people.access import Act
from xiaobian.people.models import Member
from xiaobian.web import figures, parts
from xiaobian.web.templatetags import blocks

register = template.Library()
register.tags.update(blocks.register.tags)

register.filter("count", lambda value: "" if value is None else figures.count(value))
register.filter("full", lambda value: "" if value is None else figures.full(value))
register.filter("percent", lambda value: "" if value is None else figures.percent(value))
register.filter("reason", lambda why: said(str(why), gettext))
register.filter("bytes", lambda value: "" if value is None else figures.size(value))


@register.filter
def may(member: Member | None, act: str) -> bool:
    """`{% if request.member|may:"connect" %}`: whether to offer what needs this right."""
    return member is not None and member.may(Act(act))


@register.filter
def span(value: timedelta | float | None) -> str:
    """A duration (timedelta, or seconds) in its largest unit."""
    if value is None:
        return ""
    return figures.span(value if isinstance(value, timedelta) else timedelta(seconds=value))


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, kept up to date on the page, with the exact moment as its title."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        moment.isoformat(),
        figures.wall(moment),
        figures.ago(moment, clock.now()),
    )


@register.filter
def wall(moment: datetime | None, zone: str = "") -> str:
    """Day and time on the clocks of a zone (default: the brand's)."""
    return _time(moment, zone, "both")


@register.filter
def wall_day(moment: datetime | None, zone: str = "") -> str:
    """Only the day."""
    return _time(moment, zone, "day")


@register.filter
def wall_time(moment: datetime | None, zone: str = "") -> str:
    """Only the time."""
    return _time(moment, zone, "time")


def _time(moment: datetime | None, zone: str, what: str) -> str:
    if moment is None:
        return ""
    text = figures.wall(moment, zone, what)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), text)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "send" %}`: one icon of the line set (assets/icons.json)."""
    return parts.icon(name, label)


@register.simple_tag
def button(label: str, kind: str = "", icon: str = "", **given: Any) -> SafeString:
    """`{% button _("Write") kind="primary" href=url key="c" icon="pen-line" hx_post=… %}`."""
    return parts.button(label, kind=kind, icon_name=icon, **given)


@register.simple_tag
def submit(label: str, kind: str = "primary", icon: str = "", **given: Any) -> SafeString:
    """The button that sends a form."""
    return parts.button(label, kind=kind, icon_name=icon, **({"type": "submit"} | given))


@register.simple_tag
def pill(text: str, tone: str = "") -> SafeString:
    """`{% pill "gold time" tone="amber" %}`; tones: jade, amber, blue, seal or none."""
    return parts.pill(text, tone)


@register.simple_tag
def state(of: Any) -> SafeString:
    """`{% state delivery.word %}`: one of the house's words, see web/states.py."""
    return parts.state(of)


@register.simple_tag
def platform(of: Any, large: bool = False, decorative: bool = False) -> SafeString:
    """`{% platform account %}`: the platform's tile, for an account or a manifest."""
    return parts.tile(of, large=large, decorative=decorative)


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """`{% avatar user "large" %}`; sizes: small, none, large."""
    return parts.avatar(person, size)


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """`{% kbd "mod+k" %}`: a key hint."""
    return parts.kbd(keys)
