"""The brand's accounts: which there are, how well they are, when they post."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiaobian.accounts import verbs, waiting
from xiaobian.accounts.forms import ConnectForm, SlotForm
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Manifest
from xiaobian.accounts.registry import UnknownPlatform, connector, kinds
from xiaobian.accounts.words import capabilities, limit_lines, problem, week
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member


@member(Act.SEE)
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its platform, its health and what waits on it."""
    found = list(Account.objects.of(request.brand).prefetch_related("slots"))
    waits = waiting.on_accounts([a.pk for a in found])
    rows = [{"account": a, "waits": waits.get(a.pk, 0), "slots": len(a.slots.all())} for a in found]
    gone = Account.objects.filter(brand=request.brand).exclude(disconnected_at=None)
    context = {
        "rows": rows,
        "gone": gone.order_by("-disconnected_at")[:20],
        "platforms": connectable(),
    }
    return render(request, "accounts/accounts.html", context)


@member(Act.CONNECT)
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for what the platform needs, sign in there, and put the account on the desk."""
    manifest = manifest_or_404(kind)
    form = ConnectForm(request.POST or None, manifest=manifest)
    if request.method == "POST" and form.is_valid():
        by, now = request.member.user, clock.now()
        answer = verbs.connect(request.brand, kind, form.cleaned_data, by, now)
        if isinstance(answer, Account):
            messages.success(request, _("%(name)s is connected.") % {"name": answer.name})
            return redirect("accounts:show", answer.pk)
        form.add_error(None, problem(answer, manifest.name))
    context = {"form": form, "platform": manifest} | known(manifest)
    return render(request, "accounts/connect.html", context)


@member(Act.CONNECT)
@require_http_methods(["GET", "POST"])
def reconnect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign in again; schedule and history stay."""
    account = get_object_or_404(Account, brand=request.brand, pk=pk)
    manifest = manifest_or_404(account.kind)
    before = account.config | {"handle": account.handle}
    form = ConnectForm(request.POST or None, manifest=manifest, initial=before)
    if request.method == "POST" and form.is_valid():
        by, now = request.member.user, clock.now()
        answer = verbs.reconnect(account, form.cleaned_data, by, now)
        if isinstance(answer, Account):
            messages.success(request, _("%(name)s is connected again.") % {"name": answer.name})
            return redirect("accounts:show", answer.pk)
        form.add_error(None, problem(answer, manifest.name))
    context = {"form": form, "platform": manifest, "account": account} | known(manifest)
    return render(request, "accounts/connect.html", context)


@member(Act.SEE)
@require_GET
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account: health, limits, what the desk may do there, and its weekly times."""
    account = one(request, pk)
    context = {
        "account": account,
        "manifest": account.manifest,
        "waits": waiting.on_accounts([account.pk]).get(account.pk, 0),
        "week": week(account.slots.all()),
        "form": SlotForm(),
    }
    return render(request, "accounts/account.html", context | known(account.manifest))


@member(Act.CONNECT)
@require_POST
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the platform now."""
    account = one(request, pk)
    if verbs.check(account, clock.now()) == "ok":
        messages.success(request, _("%(name)s works.") % {"name": account.name})
    else:
        messages.error(request, account.health_note)
    return redirect("accounts:show", account.pk)


@member(Act.CONNECT)
@require_http_methods(["GET", "POST"])
def disconnect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what waits on the account, then take it off the desk."""
    account = one(request, pk)
    if account.manifest.builtin:
        raise Http404
    if request.method == "POST":
        verbs.disconnect(account, request.member.user, clock.now())
        messages.success(request, _("%(name)s is off the desk.") % {"name": account.name})
        return redirect("accounts:list")
    waits = waiting.on_accounts([account.pk]).get(account.pk, 0)
    return render(request, "accounts/disconnect.html", {"account": account, "waits": waits})


@member(Act.CONNECT)
@require_POST
def add_slots(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a time on some weekdays."""
    account, form = one(request, pk), SlotForm(request.POST)
    if form.is_valid():
        days, at = form.cleaned_data["weekdays"], form.cleaned_data["time"]
        account.add_slots(days, at, request.member.user, clock.now())
        form = SlotForm(initial={"weekdays": days})
    return slots(request, account, form)


@member(Act.CONNECT)
@require_POST
def drop_slot(request: HttpRequest, pk: UUID, slot: UUID) -> HttpResponse:
    """Take one time away."""
    account = one(request, pk)
    found = get_object_or_404(account.slots, pk=slot)
    account.drop_slot(found, request.member.user, clock.now())
    return slots(request, account, SlotForm())


def slots(request: HttpRequest, account: Account, form: SlotForm) -> HttpResponse:
    """The times again: as a fragment for the page that is open, or on the whole page."""
    if not request.htmx:
        for error in form.errors.values():
            messages.error(request, " ".join(map(str, error)))
        return redirect("accounts:show", account.pk)
    context = {"account": account, "form": form, "week": week(account.slots.all())}
    return render(request, "accounts/_slots.html", context)


def one(request: HttpRequest, pk: UUID) -> Account:
    """A connected account of this brand."""
    return get_object_or_404(Account.objects.of(request.brand), pk=pk)


def manifest_or_404(kind: str) -> Manifest:
    """The platform, if a person can connect it."""
    try:
        found = connector(kind).manifest
    except UnknownPlatform as error:
        raise Http404 from error
    if found.builtin:
        raise Http404
    return found


def known(manifest: Manifest) -> dict[str, object]:
    """What is known about a platform before anything is sent there."""
    return {"may": capabilities(manifest), "limits": limit_lines(manifest)}


def connectable() -> list[Manifest]:
    """The installed platforms that a person can connect."""
    found = []
    for kind in kinds():
        with suppress(UnknownPlatform):
            found.append(connector(kind).manifest)
    return sorted((m for m in found if not m.builtin), key=lambda m: m.name)
