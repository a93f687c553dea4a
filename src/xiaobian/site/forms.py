"""What the people who keep the site may change."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xiaobian.site.models import Comments, Site

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")


class SiteForm(forms.ModelForm):
    """Texts, language, rules and the address of the site."""

    class Meta:
        model = Site
        fields = ("title", "tagline", "about", "language", "comments", "domain")

    title = forms.CharField(
        label=_("Title"),
        max_length=80,
        required=False,
        help_text=_("Over every page. Empty: the brand's name."),
    )
    tagline = forms.CharField(
        label=_("Tagline"), max_length=200, required=False, help_text=_("One line below the title.")
    )
    about = forms.CharField(
        label=_("About"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea,
        help_text=_("Who writes here. Markdown."),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        required=False,
        choices=[("", _("The brand's")), *settings.LANGUAGES],
    )
    comments = forms.ChoiceField(
        label=_("Comments"),
        choices=[
            (Comments.MODERATED, _("Shown when somebody approved them")),
            (Comments.OPEN, _("Shown at once")),
            (Comments.OFF, _("Closed")),
        ],
    )
    domain = forms.CharField(
        label=_("Own domain"),
        max_length=253,
        required=False,
        help_text=_("For example tea.example.com. Empty: the site stays below the desk's address."),
    )

    def clean_domain(self) -> str:
        """A host name as DNS knows it, that no other brand has."""
        typed = self.cleaned_data["domain"].strip().lower()
        if not typed:
            return ""
        host = urlsplit(typed if "://" in typed else f"//{typed}").hostname or ""
        try:
            host = host.rstrip(".").encode("idna").decode()
        except UnicodeError:
            host = ""
        if not _DOMAIN.match(host) or len(host) > 253:
            raise forms.ValidationError(_("This is not the name of a domain."))
        if host == urlsplit(settings.PUBLIC_URL).hostname:
            raise forms.ValidationError(_("This is the desk's own address."))
        if Site.objects.exclude(pk=self.instance.pk).filter(domain__iexact=host).exists():
            raise forms.ValidationError(_("Another brand has this domain."))
        return host
