"""What the desk knows about an account, said so that people understand it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from xiaobian.accounts.forms import WEEKDAYS
from xiaobian.accounts.models import Slot
from xiaobian.accounts.port import Capability, Later, Limit, Manifest, Refused, Unknown
from xiaobian.kernel.reasons import said

CAPABILITIES: dict[Capability, tuple[str | Promise, str | Promise]] = {
    Capability.PUBLISH: (
        gettext_lazy("The desk publishes here at the moment you promise."),
        gettext_lazy("The desk can't publish here."),
    ),
    Capability.FIND: (
        gettext_lazy("When an answer is lost, the desk can look whether the post is there."),
        gettext_lazy("When an answer is lost, a person has to look whether the post is there."),
    ),
    Capability.WITHDRAW: (
        gettext_lazy("A published post can be withdrawn."),
        gettext_lazy("A published post can only be withdrawn on the platform itself."),
    ),
    Capability.EDIT: (
        gettext_lazy("A published post can be corrected in place."),
        gettext_lazy("A published post can't be corrected, only withdrawn and published again."),
    ),
    Capability.NUMBERS: (
        gettext_lazy("The desk reads the post's numbers."),
        gettext_lazy("The desk reads no numbers here."),
    ),
}

# Names of platforms that are words, so that they are translated: manifests carry plain text.
NAMES = (gettext_noop("Own site"),)

LIMITS: dict[str, str | Promise] = {
    "text": gettext_lazy("Length of one post"),
    "title": gettext_lazy("Length of a title"),
    "alt": gettext_lazy("Length of an image description"),
    "images": gettext_lazy("Images in one post"),
    "image_bytes": gettext_lazy("Size of one image"),
    "thumb_bytes": gettext_lazy("Size of a link's picture"),
    "tags": gettext_lazy("Tags on one post"),
    "tag": gettext_lazy("Length of one tag"),
}


def capabilities(manifest: Manifest) -> list[tuple[bool, str | Promise]]:
    """What the desk may do there and what it can't, as sentences."""
    return [
        (able := capability in manifest.capabilities, texts[0] if able else texts[1])
        for capability, texts in CAPABILITIES.items()
    ]


def limit_lines(manifest: Manifest) -> list[dict[str, Any]]:
    """The platform's limits, each with where it was found and when."""
    return [
        {
            "name": LIMITS.get(limit.name, limit.name),
            "value": amount(limit),
            "limit": limit,
            "url": limit.source if limit.source.startswith("https://") else "",
        }
        for limit in manifest.limits
    ]


def amount(limit: Limit) -> str:
    """`300 characters`, `10 images`, `1,000,000 bytes`."""
    n = limit.maximum
    if limit.measure == "bytes":
        return _("%(n)s KB") % {"n": f"{n / 1000:,.0f}"}
    if limit.measure == "utf8_bytes":
        return _("%(n)s bytes of UTF-8") % {"n": f"{n:,}"}
    if limit.measure == "count":
        return f"{n:,}"
    return ngettext("%(n)s character", "%(n)s characters", n) % {"n": f"{n:,}"}


def problem(answer: Refused | Later | Unknown, platform: str) -> str:
    """Why connecting did not work, and what to do."""
    words = {"platform": platform, "why": said(answer.why, _)}
    if isinstance(answer, Refused):
        return _("%(platform)s refused: %(why)s") % words
    if isinstance(answer, Later):
        return _("%(platform)s asks to wait: %(why)s. Try again in a few minutes.") % words
    return _("%(platform)s did not answer clearly: %(why)s. Nothing was connected.") % words


def week(slots: Iterable[Slot]) -> list[tuple[str | Promise, list[Slot]]]:
    """The weekly times, day by day."""
    found = list(slots)
    return [(name, [s for s in found if s.weekday == day]) for day, name in WEEKDAYS]
