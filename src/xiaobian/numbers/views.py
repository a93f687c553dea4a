"""Numbers at the desk, and short links for everybody."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.numbers import links, pages, verbs
from xiaobian.numbers.forms import LinkForm
from xiaobian.numbers.models import Link
from xiaobian.people.access import Act
from xiaobian.people.guard import member


@require_GET
@member(Act.NUMBERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Posts with their main figures."""
    period = _period(request)
    rows, older = pages.rows(request.brand, period, request.GET.get("before", ""), clock.now())
    context = {"rows": rows, "period": period, "periods": pages.PERIODS, "older": older}
    return render(request, "numbers/overview.html", context)


@require_GET
@member(Act.NUMBERS)
def export(request: HttpRequest) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    period = _period(request)
    text = "".join(pages.table(request.brand, period, clock.now()))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"numbers-{request.brand.slug}-{period}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@member(Act.NUMBERS)
def post(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One post: all its deliveries side by side."""
    return _post_page(request, _draft(request, draft_id), LinkForm())


@require_POST
@member(Act.WRITE)
def shorten(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Make a short link for a post."""
    draft, form = _draft(request, draft_id), LinkForm(request.POST)
    if not form.is_valid():
        return _post_page(request, draft, form, status=422)
    by, now = request.member.user, clock.now()
    verbs.shorten(request.brand, by=by, now=now, draft=draft, **form.cleaned_data)
    return redirect("numbers:post", draft.pk)


@require_POST
@member(Act.WRITE)
def retire(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Switch a short link off, or (`back`) on again."""
    link = get_object_or_404(Link, pk=link_id, brand=request.brand, draft__isnull=False)
    verbs.retire(link, request.member.user, clock.now(), back="back" in request.POST)
    return redirect("numbers:post", link.draft_id)


@csrf_exempt
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on, and count whoever really went."""
    link = Link.objects.select_related("brand").filter(code=code, retired_at=None).first()
    if link is None:
        return _nowhere(code)
    if request.method == "GET" and not links.is_prefetch(request):
        links.note_click(link, request, clock.now())
    response = HttpResponseRedirect(link.target)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _nowhere(code: str) -> HttpResponse:
    """A friendly 404; a retired link's brand says it in its own language."""
    retired = Link.objects.select_related("brand").filter(code=code).first()
    language = retired.brand.language if retired else settings.LANGUAGE_CODE
    with translation.override(language):
        html = render_to_string("numbers/nowhere.html", {"retired": retired, "language": language})
    return HttpResponse(html, status=410 if retired else 404)


def _period(request: HttpRequest) -> str:
    asked = request.GET.get("period", "30")
    return asked if asked in pages.PERIODS else "30"


def _draft(request: HttpRequest, draft_id: UUID) -> Draft:
    return get_object_or_404(Draft, pk=draft_id, brand=request.brand)


def _post_page(
    request: HttpRequest, draft: Draft, form: LinkForm, status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft,
        "told": pages.told(draft),
        "links": pages.links_of(draft),
        "form": form,
        "may_write": request.member.may(Act.WRITE),
        "public_url": settings.PUBLIC_URL,
    }
    return render(request, "numbers/post.html", context, status=status)
