"""The page where a text is written, its saves and its previews."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xiaobian.accounts.models import Account
from xiaobian.drafts import intake, verbs
from xiaobian.drafts.answers import answer_conflict, answer_saved, editor_page
from xiaobian.drafts.compare import changes
from xiaobian.drafts.content import Content, Unstorable
from xiaobian.drafts.figures import figures
from xiaobian.drafts.models import Conflict, Draft
from xiaobian.drafts.preview import previews
from xiaobian.drafts.words import explain
from xiaobian.kernel import clock
from xiaobian.kernel.ids import new_id
from xiaobian.media import public
from xiaobian.media.models import Asset
from xiaobian.people.access import Act
from xiaobian.people.guard import member


@require_safe
@member(Act.WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """An address for a text that isn't written yet. Nothing is stored before the first word."""
    return redirect(reverse("drafts:show", args=[new_id()]) + "?new=1")


@require_safe
@member(Act.SEE)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The editor; who may not write sees the text as it stands."""
    draft = found(request, pk)
    if draft is None and not ("new" in request.GET and request.member.may(Act.WRITE)):
        raise Http404
    return editor_page(request, draft, pk)


@require_POST
@member(Act.WRITE)
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Save what the editor (JSON) or the plain form sent; the first save makes the draft."""
    if request.content_type != "application/json":
        return save_form(request, pk)
    draft = found(request, pk)
    try:
        sent = intake.from_editor(request)
        if draft is None and sent.data.get("new") is not True:
            return JsonResponse({"error": "gone"}, status=404)
        saved = store(request, draft, pk, sent)
    except Unstorable as problem:
        status = 413 if problem.code == "long" else 422
        return JsonResponse({"error": problem.code, "message": explain(problem)}, status=status)
    except Conflict as conflict:
        return answer_conflict(conflict.current)
    except verbs.Taken:
        return JsonResponse({"error": "gone"}, status=404)
    return answer_saved(saved)


def save_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same without JavaScript: back to the page, with the typed text if it couldn't be kept."""
    draft = found(request, pk)
    try:
        sent = intake.from_form(request.POST, draft)
        store(request, draft, pk, sent)
    except Unstorable as problem:
        return editor_page(request, draft, pk, typed=request.POST, problem=explain(problem))
    except Conflict as conflict:
        return editor_page(request, conflict.current, pk, typed=request.POST, conflict=True)
    messages.success(request, _("Saved."))
    return redirect("drafts:show", pk)


@require_POST
@member(Act.SEE)
def preview(request: HttpRequest) -> HttpResponse:
    """What each account will show of the content in the body, as a fragment."""
    try:
        data = intake.read_json(request)
        content = Content.from_json(data.get("content"))
    except Unstorable as problem:
        return render(request, "drafts/_no_preview.html", {"problem": explain(problem)})
    wanted = {str(one) for one in data.get("targets", [])}
    accounts = [a for a in Account.objects.of(request.brand) if str(a.pk) in wanted]
    context = {
        "previews": previews(content, accounts, request.brand),
        "active": str(data.get("active", "")),
        "figures": figures(content.text),
        "content": content,
    }
    return render(request, "drafts/_preview.html", context)


@require_POST
@member(Act.SEE)
def difference(request: HttpRequest) -> HttpResponse:
    """What changed between the two texts of the body, as a fragment."""
    try:
        data = intake.read_json(request)
        old, new = (Content.from_json(data.get(name)) for name in ("old", "new"))
    except Unstorable as problem:
        return render(request, "drafts/_no_preview.html", {"problem": explain(problem)})
    return render(request, "drafts/_difference.html", {"changes": changes(old, new)})


@require_safe
@member(Act.SEE)
def pictures(request: HttpRequest) -> HttpResponse:
    """The newest pictures of the library that match, to choose from."""
    words = request.GET.get("q", "").strip()
    assets = Asset.objects.of(request.brand).kept().matching(words).newest()[:36]
    choices = [(asset, public.url(asset, 320)) for asset in assets]
    return render(request, "drafts/_pictures.html", {"choices": choices, "words": words})


def found(request: HttpRequest, pk: UUID) -> Draft | None:
    """The brand's draft with this id, if there is one; 404 for another brand's."""
    rows = Draft.objects.select_related("owner", "edited_by", "brand")
    draft = rows.filter(pk=pk).first()
    if draft and draft.brand_id != request.brand.pk:
        raise Http404
    return draft


def store(request: HttpRequest, draft: Draft | None, pk: UUID, sent: intake.Intake) -> Draft:
    """Save into the draft, or make it."""
    now = clock.now()
    if draft is None:
        draft = verbs.begin(request.brand, request.member.user, now, sent.content, pk=pk)
    return verbs.save(
        draft,
        sent.content,
        by=request.member.user,
        revision=sent.revision,
        now=now,
        keep=sent.keep,
        targets=sent.targets,
    )
