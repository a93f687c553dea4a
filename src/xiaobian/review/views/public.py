"""The page behind a review link: no account, one text, one decision for each version."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from xiaobian.kernel import clock
from xiaobian.kernel.limits import Rate, take
from xiaobian.review import verbs
from xiaobian.review.models import Decision, ReviewLink
from xiaobian.review.reading import reading
from xiaobian.review.verbs import NotPossible, Outdated
from xiaobian.review.words import explain, outdated

# Guessing 256 bits is hopeless anyway; this keeps somebody from trying at our cost.
RATE = Rate(burst=30, every=timedelta(seconds=2))


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Read the text and decide about it."""
    link = ReviewLink.objects.holding(token)
    who = link.pk if link else request.META.get("REMOTE_ADDR")
    if wait := take(f"review-link:{who}", RATE, clock.now()):
        answer = render(request, "429.html", status=429)
        answer["Retry-After"] = str(int(wait) + 1)
        return private(answer)
    if link is None or not link.open(clock.now()):
        return private(render(request, "review/link_closed.html", {"link": link}, status=404))
    problem = decide(request, link) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return private(redirect(request.path))
    return private(answer_page(request, link, problem))


def decide(request: HttpRequest, link: ReviewLink) -> str:
    """Do what the form says; the reason why it couldn't be done, else nothing."""
    asked = request.POST
    verdict = Decision.RETURN if asked.get("verdict") == Decision.RETURN else Decision.APPROVE
    try:
        version = verbs.version_seen(link.draft, asked.get("seen", ""))
        verbs.decide_by_link(
            link,
            version,
            verdict,
            reason=asked.get("reason", ""),
            name=asked.get("name", ""),
            now=clock.now(),
        )
    except Outdated:
        link.draft.refresh_from_db()
        return outdated()
    except NotPossible as refused:
        return explain(refused)
    return ""


def answer_page(request: HttpRequest, link: ReviewLink, problem: str) -> HttpResponse:
    """The text as it stands, with what this person has said about exactly this text."""
    given = link.decisions.on_text(link.draft.content_hash).order_by("-at").first()
    context = {
        "link": link,
        "draft": link.draft,
        "brand": link.draft.brand,
        "reading": reading(link.draft),
        "given": given,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "review/link.html", context, status=409 if problem else 200)


def private(answer: HttpResponse) -> HttpResponse:
    """Nobody indexes or keeps this page, and its address goes nowhere."""
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    # "no-referrer" would make browsers send `Origin: null` with the form, which CSRF refuses.
    answer["Referrer-Policy"] = "same-origin"
    return answer
