"""What people type about themselves, their brand and their team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiaobian.kernel import clock
from xiaobian.people.access import Act, Role, grants
from xiaobian.people.models import Brand, Member, User
from xiaobian.people.words import ACTS, ROLES


def zone_choices() -> list[tuple[str, str]]:
    """Every zone, and UTC."""
    return [(zone, zone) for zone in (*clock.zones(), "UTC")]


class ZoneField(forms.ChoiceField):
    """A zone; the page puts the browser's in as long as nobody has chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Time zone"),
            choices=zone_choices,
            help_text=_("Posts go out and days begin by the clocks of this zone."),
            **kwargs,
        )


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides e-mail and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Nothing more: the adapter has stored the fields."""


class BrandForm(forms.ModelForm):
    """How the brand is called, sounds and works."""

    zone = ZoneField()
    language = forms.ChoiceField(
        label=_("Language of the brand's site"), choices=settings.LANGUAGES
    )
    reviewers_required = forms.TypedChoiceField(
        label=_("Reviews before a post may go out"),
        coerce=int,
        choices=[
            (0, _("None: whoever may publish decides")),
            (1, _("One reviewer")),
            (2, _("Two reviewers")),
        ],
    )
    late_minutes = forms.IntegerField(
        label=_("Minutes a post may be late"),
        min_value=0,
        max_value=1440,
        help_text=_(
            "If the desk or the platform was away at the moment, the post still goes out when it is "
            "at most this late; after that the desk asks a person. 0: always ask."
        ),
    )

    class Meta:
        model = Brand
        fields = [
            "name",
            "tagline",
            "zone",
            "language",
            "accent",
            "audience",
            "tone",
            "reviewers_required",
            "late_minutes",
        ]
        labels = {
            "name": _("Brand name"),
            "tagline": _("Tagline"),
            "accent": _("Accent colour"),
            "audience": _("Audience"),
            "tone": _("Tone"),
        }
        help_texts = {
            "tagline": _("One line under the name on the brand's own site."),
            "audience": _("Who reads you: writers see this beside their draft."),
            "tone": _("How the brand speaks, words it likes and words it never uses."),
        }
        widgets = {
            "accent": forms.TextInput(attrs={"type": "color"}),
            "audience": forms.Textarea(attrs={"rows": 3}),
            "tone": forms.Textarea(attrs={"rows": 3}),
        }


class InviteForm(forms.Form):
    """For whom, and as what; only roles the inviter may give."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("For your own list; they choose how to be called."),
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(by)
        self.fields["role"].initial = Role.WRITER.value


def role_choices(by: Member) -> list[tuple[str, str | Promise]]:
    """The roles this member may give."""
    return [(role.value, ROLES[role]) for role in Role if grants(Role(by.role), role)]


class TokenForm(forms.Form):
    """A program's name, what it may do, and until when."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program will use it, e.g. “newsletter”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple, initial=[Act.SEE.value]
    )
    days = forms.TypedChoiceField(
        label=_("Expires"),
        coerce=int,
        initial=90,
        choices=[
            (30, _("in 30 days")),
            (90, _("in 90 days")),
            (365, _("in a year")),
            (0, _("never")),
        ],
    )

    def __init__(self, *args: Any, acts: Iterable[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(act.value, ACTS[act]) for act in acts]


class PersonForm(forms.ModelForm):
    """How this person is called, and how the desk looks and speaks to them."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser says")), *settings.LANGUAGES],
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=[("", _("As the device says")), ("light", _("Light")), ("dark", _("Dark"))],
    )

    class Meta:
        model = User
        fields = ["name", "language", "theme"]
        labels = {"name": _("Your name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
