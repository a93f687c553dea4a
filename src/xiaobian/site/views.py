"""The site at the desk: how it looks, where it is, and what readers wrote."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.site import domains, moderation, theme, verbs
from xiaobian.site.addresses import Addresses
from xiaobian.site.forms import SiteForm
from xiaobian.site.models import Site


@require_http_methods(["GET", "POST"])
@member(Act.SITE)
def look(request: HttpRequest) -> HttpResponse:
    """Show and change the site."""
    now = clock.now()
    site = Site.of(request.brand, now)
    form = SiteForm(request.POST or None, instance=Site.objects.get(pk=site.pk))
    if request.method == "POST" and form.is_valid():
        verbs.change_site(site, request.member.user, now, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("site:look")
    status = 422 if form.errors else 200
    return render(request, "site/look.html", _look(request, site, form), status=status)


def _look(request: HttpRequest, site: Site, form: SiteForm) -> dict[str, object]:
    accent, to = request.brand.accent, Addresses.of(site)
    return {
        "form": form,
        "site": site,
        "address": to.absolute(to.front),
        "desk_host": urlsplit(settings.PUBLIC_URL).hostname,
        "may_moderate": request.member.may(Act.MODERATE),
        "colours": [
            ("light", theme.LIGHT_PAPER, theme.readable(accent, theme.LIGHT_PAPER)),
            ("dark", theme.DARK_PAPER, theme.readable(accent, theme.DARK_PAPER)),
        ],
    }


@require_POST
@member(Act.SITE)
def check_domain(request: HttpRequest) -> HttpResponse:
    """Ask whether the domain leads here."""
    now = clock.now()
    site = Site.of(request.brand, now)
    if domains.check_domain(site, request.member.user, now):
        messages.success(request, _("The domain leads here."))
    return redirect("site:look")


@require_GET
@member(Act.MODERATE)
def comments(request: HttpRequest) -> HttpResponse:
    """What readers wrote, and what is to be decided."""
    tab = request.GET.get("tab", "waiting")
    if tab not in moderation.TABS:
        raise Http404
    site = Site.of(request.brand, clock.now())
    context = {
        "queue": moderation.queue(request.brand, tab),
        "to": Addresses.of(site),
        "site": site,
    }
    return render(request, "site/comments.html", context)


@require_POST
@member(Act.MODERATE)
def decide(request: HttpRequest) -> HttpResponse:
    """Approve, hide, or (from the undo button) put back as it was."""
    given = request.POST if "tab" in request.POST else request.GET
    tab = given.get("tab", "")
    one = given.get("approve") or given.get("hide")
    verdict = (
        "approved" if "approve" in given else "hidden" if "hide" in given else given.get("verdict")
    )
    if verdict not in ("", "approved", "hidden"):
        raise Http404
    ids = moderation.ids_of([one] if one else given.getlist("ids"))
    by, now = request.member.user, clock.now()
    changed = verbs.decide_comments(request.brand, ids, verdict, by, now)
    if tab in moderation.TABS and changed:
        undo = moderation.undo_address(changed, tab)
        messages.success(request, _said(verdict, len(changed)), extra_tags=f"undo:{undo}")
    return redirect(f"{reverse('site:comments')}?tab={tab or 'waiting'}")


def _said(verdict: str, n: int) -> str:
    if verdict == "approved":
        return ngettext("%(n)s comment approved", "%(n)s comments approved", n) % {"n": n}
    return ngettext("%(n)s comment hidden", "%(n)s comments hidden", n) % {"n": n}
