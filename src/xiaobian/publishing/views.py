"""The panel beside a draft, the page that tells a delivery's whole story, and their buttons."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Capability
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.kernel.reasons import said
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.publishing import after, story, verbs
from xiaobian.publishing.forms import MomentForm, say, wall_text
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import NoSlot
from xiaobian.publishing.states import OPEN, NotPossible, State
from xiaobian.publishing.words import worded
from xiaobian.review.standing import is_approved


@require_GET
@member(Act.SEE)
def panel(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """When and where this draft goes out: its deliveries, and the form for the next one.

    A new draft has its address before its first save: until then the panel waits for it.
    """
    draft = Draft.objects.filter(pk=draft_id, brand=request.brand).first()
    if draft is None:
        return render(request, "publishing/_panel_waiting.html", {"draft_id": draft_id})
    return _panel(request, draft)


@require_POST
@member(Act.PUBLISH)
def promise(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Promise the draft on the chosen accounts; what one account refuses doesn't hold up the others."""
    draft, now = _draft(request, draft_id), clock.now()
    form = MomentForm(request.POST, brand=request.brand, now=now)
    chosen = Account.objects.of(request.brand).filter(pk__in=request.POST.getlist("accounts"))
    problems: list[str] = []
    if form.is_valid():
        for account in chosen:
            problems += _promise_one(draft, account, form, request)
        if not chosen:
            problems.append(_("Choose at least one account."))
    return _panel(request, draft, form, problems)


def _promise_one(
    draft: Draft, account: Account, form: MomentForm, request: HttpRequest
) -> list[str]:
    try:
        moment = form.moment_for(account)
        verbs.promise(draft, account, moment, request.member.user, form.now)
    except NoSlot as error:
        return [say(error)]
    except verbs.AlreadyPromised:
        return [_("%(account)s: it already waits to go out there.") % {"account": account}]
    except verbs.Blocked as blocked:
        return [f"{account}: {_(r.message) % dict(r.values)}" for r in blocked.remarks]
    return []


def _panel(
    request: HttpRequest,
    draft: Draft,
    form: MomentForm | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    now = clock.now()
    soon = _next_hour(request)
    failed = form is not None and (bool(problems) or not form.is_valid())
    if not failed:
        form = MomentForm(brand=request.brand, now=now, initial={"when": "at", "wall": soon})
    deliveries = draft.deliveries.select_related("account", "draft__brand").order_by("-due_at")[:20]
    taken = {d.account_id for d in deliveries if d.state in OPEN or d.state == State.SENT}
    targets = set(draft.targets.values_list("pk", flat=True))
    return render(
        request,
        "publishing/_panel.html",
        {
            "draft": draft,
            "deliveries": worded(deliveries),
            "form": form,
            "problems": problems or [],
            "accounts": [
                (a, a.pk not in taken and (not targets or a.pk in targets))
                for a in Account.objects.of(request.brand)
            ],
            "approved": is_approved(draft),
            "may": request.member.may(Act.PUBLISH),
        },
    )


@require_GET
@member(Act.SEE)
def show(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """The whole story of one promise."""
    delivery = worded([_delivery(request, delivery_id)])[0]
    return render(
        request,
        "publishing/show.html",
        {
            "delivery": delivery,
            "story": story.of(delivery),
            "form": MomentForm(
                brand=request.brand,
                now=clock.now(),
                initial={
                    "when": "at",
                    "wall": wall_text(clock.to_wall(clock.now(), request.brand.zone)),
                },
            ),
            "withdrawable": after.may(delivery, Capability.WITHDRAW),
            "editable": after.may(delivery, Capability.EDIT) and after.is_behind(delivery),
            "may": request.member.may(Act.PUBLISH),
        },
    )


@require_POST
@member(Act.PUBLISH)
def move(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Another moment: by the form, by dragging in the calendar, or "try again now"."""
    delivery = _delivery(request, delivery_id)
    form = MomentForm(request.POST, brand=request.brand, now=clock.now())
    problem = "" if form.is_valid() else " ".join(str(m) for e in form.errors.values() for m in e)
    if not problem:
        try:
            verbs.move(delivery, form.moment_for(delivery.account), request.member.user, form.now)
        except NoSlot as error:
            problem = say(error)
        except NotPossible:
            problem = _("It has moved on meanwhile and can't be moved any more.")
    return _answer(request, delivery, problem)


@require_POST
@member(Act.PUBLISH)
def cancel(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Take the promise back; moving it undoes that."""
    delivery = _delivery(request, delivery_id)
    try:
        verbs.cancel(delivery, request.member.user, clock.now())
    except NotPossible:
        return _answer(
            request, delivery, _("It is already going out and can't be taken back here.")
        )
    return _answer(request, delivery)


@require_POST
@member(Act.PUBLISH)
def settle(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """A person says whether an unknown post is there."""
    delivery, now = _delivery(request, delivery_id), clock.now()
    try:
        if request.POST.get("there") == "yes":
            verbs.say_it_is_there(delivery, request.POST.get("url", ""), request.member.user, now)
        else:
            verbs.say_it_is_not(delivery, request.member.user, now)
    except NotPossible:
        return _answer(request, delivery, _("This was settled meanwhile."))
    return _answer(request, delivery)


@require_POST
@member(Act.PUBLISH)
def withdraw(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Take a published post down."""
    delivery = _delivery(request, delivery_id)
    try:
        after.withdraw(delivery, request.member.user)
    except NotPossible:
        return _answer(request, delivery, _("This platform lets nobody take posts down from here."))
    except after.CantDo as error:
        return _answer(
            request, delivery, _("The platform did not take it down: %s") % said(str(error), _)
        )
    return _answer(request, delivery)


@require_POST
@member(Act.PUBLISH)
def update(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Bring a published post to what the draft says now."""
    delivery = _delivery(request, delivery_id)
    try:
        after.update(delivery, request.member.user)
    except after.NotApproved:
        return _answer(request, delivery, _("The changed text waits for its approval."))
    except (NotPossible, after.CantDo) as error:
        said_no = _("The platform did not change it: %s") % said(str(error), _)
        return _answer(request, delivery, said_no)
    return _answer(request, delivery)


def _answer(request: HttpRequest, delivery: Delivery, problem: str = "") -> HttpResponse:
    """Where a button leads: a status for the calendar's drag, the page for everything else."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(problem, status=409 if problem else 204, content_type="text/plain")
    if problem:
        messages.error(request, problem)
    return redirect("publishing:show", delivery.pk)


def _next_hour(request: HttpRequest) -> str:
    """What the field for a moment suggests: the next full hour on the brand's clocks."""
    wall = clock.to_wall(clock.now(), request.brand.zone) + timedelta(hours=1)
    return wall_text(wall.replace(minute=0))


def _draft(request: HttpRequest, draft_id: UUID) -> Draft:
    return get_object_or_404(Draft, pk=draft_id, brand=request.brand)


def _delivery(request: HttpRequest, delivery_id: UUID) -> Delivery:
    rows = Delivery.objects.of(request.brand).select_related(
        "brand", "account", "draft__brand", "rendition__version", "by"
    )
    return get_object_or_404(rows, pk=delivery_id)
