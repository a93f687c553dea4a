"""The pages readers see."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse

from xiaobian.numbers.tokens import page_token
from xiaobian.site import theme
from xiaobian.site.acts import form_token
from xiaobian.site.frame import Frame, reader, render, show, show_as
from xiaobian.site.models import Comments, Post, PostQuerySet
from xiaobian.site.sanitise import media_refs
from xiaobian.site.structured import article, website
from xiaobian.site.telling import Entry, card_address, entries, rendered

PER_PAGE = 12


@reader
def front(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The newest posts."""
    posts, older = _page(request, Post.objects.public(frame.brand))
    first = not request.GET.get("before")
    context = _listing(frame, posts, older) | {"first": first, "structured": website(frame)}
    return show(request, frame, "reader/front.html", context, state=_state(request, frame))


@reader
def tag(request: HttpRequest, frame: Frame, tag: str) -> HttpResponse:
    """Every post with a tag."""
    posts, older = _page(request, Post.objects.public(frame.brand).tagged(tag))
    if not posts:
        raise Http404
    context = _listing(frame, posts, older) | {"tag": tag, "canonical": frame.to.tag(tag)}
    return show(request, frame, "reader/tag.html", context, state=_state(request, frame))


@reader
def tags(request: HttpRequest, frame: Frame) -> HttpResponse:
    """All tags, the most used first."""
    counted = [(name, n, frame.to.tag(name)) for name, n in used_tags(frame.brand.pk)]
    context = {"counted": counted, "canonical": frame.to.tags}
    return show(request, frame, "reader/tags.html", context, state=_state(request, frame))


@reader
def archive(request: HttpRequest, frame: Frame, year: int = 0, month: int = 0) -> HttpResponse:
    """Years and months with their posts' titles."""
    posts = Post.objects.public(frame.brand)
    if year:
        posts = posts.filter(published_at__year=year)
    if month:
        posts = posts.filter(published_at__month=month)
    if year and not posts.exists():
        raise Http404
    context = {
        "months": _by_month(frame, posts, full=bool(year)),
        "year": year,
        "month": month,
        "canonical": frame.to.month(year, month) if year else frame.to.archive,
    }
    return show(request, frame, "reader/archive.html", context, state=_state(request, frame))


@reader
def about(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Who writes here."""
    context = {"html": rendered(frame.site.about), "canonical": frame.to.about}
    return show(request, frame, "reader/about.html", context, state=_state(request, frame))


@reader
def post(request: HttpRequest, frame: Frame, post: str) -> HttpResponse:
    """One post with what readers left below it."""
    found = Post.objects.filter(brand=frame.brand, slug=post).first()
    if found is None:
        raise Http404
    if found.withdrawn_at:
        raise Http404("gone")
    favourites = found.favourites.count()
    comments = list(found.comments.shown().order_by("written_at", "id")[:500])
    state = frame.state(
        found.pk, found.updated_at, favourites, *((c.pk, c.verdict) for c in comments)
    )
    if request.GET:  # "?sent=held": said once, never kept
        state = f"{state}-{request.GET.urlencode()[:40]}"
    context = {
        "entry": Entry.whole(found, frame),
        "favourites": favourites,
        "comments": comments,
        "open": frame.site.comments != Comments.OFF,
        "moderated": frame.site.comments == Comments.MODERATED,
        "sent": request.GET.get("sent", ""),
        "token": form_token(found, frame.now),
        "beacon": page_token(frame.brand.pk, found.pk),
        "canonical": frame.to.post(found),
        **_neighbours(frame, found),
    }
    context["card"] = card_address(found)
    context["cover_in_text"] = found.cover in media_refs(found.html)
    context["structured"] = article(frame, context["entry"])
    return show(request, frame, "reader/post.html", context, state=state)


@reader
def theme_css(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The brand's colour."""
    css = theme.stylesheet(frame.brand.accent)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    current = request.GET.get("v") == theme.version(frame.brand.accent)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response


@reader
def icon(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The seal as favicon."""
    accent = frame.brand.accent
    context = {"accent": accent, "ink": theme.ink_on(accent)}
    return show_as(
        request,
        frame,
        "image/svg+xml",
        frame.state("icon"),
        lambda: render(frame, "reader/icon.svg", context),
    )


def used_tags(brand_id: object, limit: int = 500) -> list[tuple[str, int]]:
    """Tags of visible posts with how many posts carry them."""
    counted: dict[str, int] = {}
    visible = Post.objects.filter(brand_id=brand_id, withdrawn_at=None)
    for names in visible.values_list("tags", flat=True).iterator(2000):
        for name in names:
            counted[name] = counted.get(name, 0) + 1
    return sorted(counted.items(), key=lambda kv: (-kv[1], kv[0]))[:limit]


def _state(request: HttpRequest, frame: Frame) -> str:
    return frame.state(request.path, request.GET.urlencode())


def _page(request: HttpRequest, posts: PostQuerySet) -> tuple[Sequence[Post], str]:
    """A page of posts, and the slug behind which older ones begin (empty at the end)."""
    if before := request.GET.get("before"):
        last = posts.filter(slug=before[:100]).first()
        if last is None:
            raise Http404
        posts = posts.filter(published_at__lte=last.published_at).exclude(
            published_at=last.published_at, id__gte=last.pk
        )
    found = list(posts.defer("html")[: PER_PAGE + 1])
    more = len(found) > PER_PAGE
    return found[:PER_PAGE], found[PER_PAGE - 1].slug if more else ""


def _listing(frame: Frame, posts: Sequence[Post], older: str) -> dict[str, Any]:
    return {"entries": entries(posts, frame), "older": older, "canonical": frame.to.front}


def _by_month(frame: Frame, posts: PostQuerySet, *, full: bool) -> list[dict[str, Any]]:
    """Months, each with its posts; without a chosen year only how many there are."""
    if not full:
        rows = (
            posts.order_by()
            .annotate(at=TruncMonth("published_at"))
            .values("at")
            .annotate(n=Count("id"))
            .order_by("-at")
        )
        return [
            {
                "at": r["at"],
                "n": r["n"],
                "url": frame.to.month(r["at"].year, r["at"].month),
                "year_url": frame.to.month(r["at"].year),
            }
            for r in rows
        ]
    shown = entries(posts.defer("html")[:1000], frame)
    return [
        {"at": group[0].day, "entries": group, "n": len(group)}
        for _, of_month in groupby(shown, key=lambda e: (e.day.year, e.day.month))
        if (group := list(of_month))
    ]


def _neighbours(frame: Frame, found: Post) -> dict[str, Entry | None]:
    public = Post.objects.public(frame.brand).defer("html")
    older = public.filter(published_at__lt=found.published_at).first()
    newer = public.filter(published_at__gt=found.published_at).order_by("published_at").first()
    return {
        "older": Entry.listed(older, frame) if older else None,
        "newer": Entry.listed(newer, frame) if newer else None,
    }
