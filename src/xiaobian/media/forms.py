"""What people type about a picture."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Words(forms.Form):
    """The description that stands in for the picture."""

    alt = forms.CharField(
        label=_("Description"),
        help_text=_(
            "What the picture shows, in one or two sentences. Screen readers say it, and it is "
            "shown where the picture can't be."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
