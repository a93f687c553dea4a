"""What people type on the numbers pages."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xiaobian.numbers.links import TARGET_MAX, check_target


class LinkForm(forms.Form):
    """A new short link."""

    target = forms.CharField(
        label=_("Web address"), max_length=TARGET_MAX, widget=forms.URLInput, required=True
    )
    label = forms.CharField(
        label=_("Where it will be"),
        max_length=120,
        required=False,
        help_text=_("For example: end of the text, profile, poster. It tells the clicks apart."),
    )

    def clean_target(self) -> str:
        """Only addresses of web pages."""
        try:
            return check_target(self.cleaned_data["target"])
        except ValidationError as error:
            raise forms.ValidationError(list(error.messages)) from error
