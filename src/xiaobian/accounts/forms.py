"""Forms that found brands and connect accounts."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiaobian.accounts.port import Manifest
from xiaobian.accounts.verbs import open_brand
from xiaobian.kernel import clock
from xiaobian.people.entry import (
    desk_is_empty,
    forget_invitation,
    invitation_of,
    lock_sign_up,
    may_sign_up,
)
from xiaobian.people.forms import ZoneField
from xiaobian.people.models import Brand, Closed, Invitation
from xiaobian.people.models.brand import check_slug

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def brand_fields() -> dict[str, forms.Field]:
    """What is asked to found a brand."""
    return {
        "brand": forms.CharField(
            label=_("Brand name"),
            max_length=80,
            widget=forms.TextInput(attrs={"autocomplete": "organization", "data-names": "slug"}),
        ),
        "slug": forms.CharField(
            label=_("Address"),
            max_length=50,
            required=False,
            validators=[check_slug],
            help_text=_("Stands in the address of the desk and of the brand's site."),
            widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        ),
        "zone": ZoneField(initial=settings.TIME_ZONE),
    }


def check_free(slug: str) -> str:
    """The address, if no brand has it."""
    if slug and Brand.objects.filter(slug=slug).exists():
        raise forms.ValidationError(_("Another brand has this address."))
    return slug


class NewBrandForm(forms.Form):
    """One more brand, by someone who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= brand_fields()
        self.fields["zone"].widget.attrs["data-zone"] = ""

    def clean_slug(self) -> str:
        return check_free(self.cleaned_data["slug"])


class WelcomeForm(SignupForm):
    """Sign-up and the brand's name on one page; invited people join a brand instead."""

    field_order = ["brand", "slug", "name", "email", "password1", "zone", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from allauth.core import context

        self.request = context.request
        if self.invitation is None:
            self.fields |= brand_fields()
            self.fields["zone"].widget.attrs["data-zone"] = ""
        self.fields["language"].initial = get_language() or settings.LANGUAGE_CODE
        self.order_fields(self.field_order)

    @cached_property
    def invitation(self) -> Invitation | None:
        """The invitation this person came with."""
        return invitation_of(cast("HttpRequest", self.request), clock.now())

    @property
    def first(self) -> bool:
        """Whether nobody is here yet, so that nobody can have an account already."""
        return desk_is_empty()

    def clean_slug(self) -> str:
        return check_free(self.cleaned_data["slug"])

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        """Person and brand together or not at all; of two first sign-ups only one is the first."""
        now = clock.now()
        try:
            with transaction.atomic():
                lock_sign_up()
                if not may_sign_up(request, now):
                    return None, redirect("account_login")
                user, response = super().try_save(request)
                if user is not None:
                    self._seat(request, user)
                return user, response
        except Closed:
            return None, redirect("account_login")

    def _seat(self, request: HttpRequest, user: Any) -> None:
        now, data = clock.now(), self.cleaned_data
        if self.invitation:
            self.invitation.accept(user, now)
            forget_invitation(request)
        else:
            open_brand(
                data["brand"],
                user,
                now,
                slug=data["slug"],
                zone=data["zone"],
                language=data["language"],
            )


class ConnectForm(forms.Form):
    """The fields a platform's manifest asks for."""

    def __init__(self, *args: Any, manifest: Manifest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in manifest.fields:
            hidden = forms.PasswordInput(attrs={"autocomplete": "off"})
            plain = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"})
            self.fields[field.name] = forms.CharField(
                label=_(field.label),
                help_text=_(field.help) if field.help else "",
                initial=self.initial.get(field.name) or field.default,
                max_length=500,
                widget=hidden if field.secret else plain,
            )


class SlotForm(forms.Form):
    """A wall time on some weekdays."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
