"""The living page that shows every component in every state."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from xiaobian.accounts.port import Manifest
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.web.states import WORDS

PLATFORMS = [
    Manifest(name, name, mark, colour, "blog", frozenset())
    for name, mark, colour in (
        ("Site", "站", "#5d564b"),
        ("Bluesky", "蓝", "#1185fe"),
        ("WeChat", "微", "#2aae67"),
        ("Xiaohongshu", "红", "#ff2442"),
        ("Douyin", "抖", "#161823"),
    )
]


class Sample(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), max_length=64, help_text=_("What readers see first."))
    address = forms.EmailField(label=_("E-mail"), required=False)
    tone = forms.ChoiceField(
        label=_("Tone"), choices=[("warm", _("Warm")), ("dry", _("Dry")), ("loud", _("Loud"))]
    )
    text = forms.CharField(label=_("Text"), widget=forms.Textarea, required=False)
    ways = forms.MultipleChoiceField(
        label=_("Where it goes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("site", _("Site")), ("mail", _("Letter"))],
    )
    pinned = forms.BooleanField(label=_("Keep it on top"), required=False)


@require_GET
@member(Act.SEE)
def components(request: HttpRequest) -> HttpResponse:
    """Every component, with the name to use."""
    now = clock.now()
    context = {
        "form": Sample(initial={"title": "雪天煮茶的七个细节"}),
        "wrong": Sample({"title": "", "tone": "cold", "address": "nobody"}),
        "states": list(WORDS),
        "platforms": PLATFORMS,
        "moments": {
            "soon": now + timedelta(hours=2),
            "minutes": now - timedelta(minutes=6),
            "days": now - timedelta(days=3),
        },
    }
    return render(request, "web/components.html", context)
