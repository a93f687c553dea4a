"""The library's pages. Everybody of the brand sees it; who may upload changes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from xiaobian.kernel import clock
from xiaobian.media import public, verbs
from xiaobian.media.forms import Words
from xiaobian.media.inspect import UnfitFile
from xiaobian.media.intake import why_not
from xiaobian.media.models import Asset, Variant
from xiaobian.media.serve import answer
from xiaobian.media.shelf import readiness, shelf
from xiaobian.media.variants import ensure, width_purpose
from xiaobian.people.access import Act
from xiaobian.people.guard import member


def asset_of(request: HttpRequest, pk: UUID) -> Asset:
    """The brand's own picture; any other is not there."""
    return get_object_or_404(Asset.objects.of(request.brand), pk=pk)


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the library; it shows who may change it how."""
    context["may_upload"] = request.member.may(Act.UPLOAD)
    return render(request, template, context)


@require_GET
@member(Act.SEE)
def library(request: HttpRequest) -> HttpResponse:
    """Every picture of the brand; htmx gets the grid alone."""
    alone = request.htmx and not request.htmx.history_restore_request
    template = "media/_shelf.html" if alone else "media/library.html"
    return page(request, template, shelf=shelf(request.brand, request.GET))


@require_GET
@member(Act.SEE)
def picker(request: HttpRequest) -> HttpResponse:
    """The library as a dialog, to choose a picture for a text."""
    inside = request.htmx and request.htmx.target == "picker-shelf"
    template = "media/_picker_shelf.html" if inside else "media/_picker.html"
    return page(request, template, shelf=shelf(request.brand, request.GET))


@require_POST
@member(Act.UPLOAD)
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the uploaded files. Scripts send one at a time and get JSON; forms get the library."""
    if "application/json" in request.headers.get("Accept", ""):
        return upload_one(request)
    stopped = why_not(request)
    trouble = [] if stopped is None else [str(stopped)]
    files = request.FILES.getlist("file")
    for given in files:
        try:
            verbs.add(request.brand, request.member.user, given, given.name, clock.now())
        except (UnfitFile, verbs.NoRoom) as refused:
            trouble.append(f"{given.name}: {refused}")
    for words in trouble or ([] if files else [_("Choose a picture first.")]):
        messages.error(request, words)
    return redirect("media:library")


def upload_one(request: HttpRequest) -> JsonResponse:
    """One file: the picture as the editor needs it, or {error} in words."""
    given = request.FILES.get("file")
    try:
        if refused := why_not(request):
            raise refused
        if given is None:
            raise UnfitFile(_("Choose a picture first."))
        asset = verbs.add(request.brand, request.member.user, given, given.name, clock.now())
    except (UnfitFile, verbs.NoRoom) as refused:
        status = 507 if isinstance(refused, verbs.NoRoom) else 400
        return JsonResponse({"error": str(refused)}, status=status)
    return JsonResponse(as_json(asset), status=201)


def as_json(asset: Asset) -> dict[str, str | int]:
    """What a script needs to show and to place a picture."""
    return {
        "id": str(asset.pk),
        "ref": asset.ref,
        "alt": asset.alt,
        "name": asset.name,
        "url": reverse("media:variant", args=[asset.pk, width_purpose(asset, 1280)]),
        "thumb": reverse("media:variant", args=[asset.pk, "w320"]),
        "width": asset.width,
        "height": asset.height,
    }


@require_GET
@member(Act.SEE)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One picture: description, facts, what it is ready for, where it is used."""
    asset = asset_of(request, pk)
    return page(
        request,
        "media/show.html",
        asset=asset,
        form=Words(initial={"alt": asset.alt}),
        preview=width_purpose(asset, 1280),
        ready=readiness(asset),
        uses=asset.placements.select_related("draft").order_by("-draft__edited_at")[:50],
    )


@require_GET
@member(Act.SEE)
def variants(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a picture is ready for, asked again when news come."""
    asset = asset_of(request, pk)
    return render(request, "media/_variants.html", {"asset": asset, "ready": readiness(asset)})


@require_POST
@member(Act.UPLOAD)
def describe(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the description, while it is typed or by the form's button."""
    asset, form = asset_of(request, pk), Words(request.POST)
    if form.is_valid():
        verbs.describe(asset, form.cleaned_data["alt"], request.member.user, clock.now())
    if request.htmx:
        return render(request, "media/_saved.html", {"form": form})
    return redirect("media:show", pk=pk)


@require_POST
@member(Act.UPLOAD)
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a picture out of the library."""
    asset = asset_of(request, pk)
    verbs.remove(asset, request.member.user, clock.now())
    undo = reverse("media:restore", args=[pk])
    said = _("“%(name)s” is out of the library.") % {"name": asset.name}
    messages.success(request, said, extra_tags=f"undo:{undo}")
    return redirect("media:library")


@require_POST
@member(Act.UPLOAD)
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring it back."""
    verbs.restore(asset_of(request, pk), request.member.user, clock.now())
    return redirect("media:show", pk=pk)


@require_safe
@member(Act.SEE)
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The original, to keep."""
    asset = asset_of(request, pk)
    return answer(request, asset.file.name, asset.mime, public=False, download=asset.name)


@require_safe
@member(Act.SEE)
def variant(request: HttpRequest, pk: UUID, purpose: str) -> HttpResponseBase:
    """A picture for the desk's own pages; made now if the background has not come to it."""
    made = made_for(asset_of(request, pk), purpose)
    return answer(request, made.file.name, made.mime, public=False)


@require_safe
def published(request: HttpRequest, key: str, purpose: str, signature: str) -> HttpResponseBase:
    """A picture for readers, by its signed address."""
    meant = public.opened(key, purpose, signature)
    if meant is None:
        raise Http404
    made = made_for(get_object_or_404(Asset, pk=meant[0]), purpose)
    return answer(request, made.file.name, made.mime, public=True)


def made_for(asset: Asset, purpose: str) -> Variant:
    """The variant with a file; 404 where there can be none."""
    try:
        made = ensure(asset, purpose)
    except (LookupError, FileNotFoundError) as none:
        raise Http404 from none
    if made.failed:
        raise Http404
    return made
