"""What readers do: like a post, write below it. No account, no cookie, little room for machines."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiaobian.numbers import visitors
from xiaobian.numbers.visitors import Kind
from xiaobian.site import verbs
from xiaobian.site.frame import Frame, reader, render
from xiaobian.site.models import Post
from xiaobian.site.verbs import TurnedAway

_signer = signing.Signer(salt="xiaobian.site.form")
# Faster than anybody reads and writes; and older than any page a browser still shows.
TOO_FAST, TOO_OLD = timedelta(seconds=3), timedelta(days=3)
_HEX = frozenset("0123456789abcdef")


def form_token(post: Post, now: datetime) -> str:
    """Proves that a form came from a page of ours about this post, and when."""
    return _signer.sign(f"{post.pk.hex}.{int(now.timestamp())}")


def check_token(token: str, post: Post, now: datetime, *, least: timedelta) -> None:
    """Raise TurnedAway unless the token is ours, for this post, and neither too young nor too old."""
    try:
        post_id, made = _signer.unsign(token[:200]).split(".")
    except (signing.BadSignature, ValueError) as error:
        raise TurnedAway("token") from error
    age = now - datetime.fromtimestamp(int(made), tz=now.tzinfo)
    if post_id != post.pk.hex or age > TOO_OLD:
        raise TurnedAway("token")
    if age < least:
        raise TurnedAway("fast")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who acts, as far as anybody can tell."""

    visitor: int
    kind: Kind
    key: str  # what makes a favourite this reader's own

    @classmethod
    def of(cls, request: HttpRequest, frame: Frame) -> Reader:
        """From the request; the key from the browser's own store, else the day's hash."""
        brand = frame.brand
        number, kind = visitors.of_request(request, brand.pk, brand.zone, frame.now)
        given = request.POST.get("key", "")
        own = given if len(given) == 32 and set(given) <= _HEX else f"day:{number}"
        key = hashlib.blake2b(own.encode(), key=brand.pk.bytes, digest_size=16).hexdigest()
        return cls(number, kind, key)


@reader
@require_POST
def favourite(request: HttpRequest, frame: Frame, post: str) -> HttpResponse:
    """Like a post, or take it back (`on=0`)."""
    found, on = _post(frame, post), request.POST.get("on") != "0"
    try:
        check_token(request.POST.get("token", ""), found, frame.now, least=timedelta(0))
        who = Reader.of(request, frame)
        count = verbs.favour(found, who.key, who.visitor, on=on, now=frame.now)
    except TurnedAway as away:
        return _sorry(request, frame, found, away)
    if _wants_json(request):
        return JsonResponse({"count": count, "on": on})
    return HttpResponseRedirect(f"{frame.to.post(found)}?sent={'liked' if on else 'unliked'}#liked")


@reader
@require_POST
def comment(request: HttpRequest, frame: Frame, post: str) -> HttpResponse:
    """Write below a post."""
    found = _post(frame, post)
    back = frame.to.post(found)
    if request.POST.get("website"):  # the field that people don't see
        return HttpResponseRedirect(f"{back}?sent=held#comments")
    try:
        check_token(request.POST.get("token", ""), found, frame.now, least=TOO_FAST)
        who = Reader.of(request, frame)
        if who.kind in (Kind.PROGRAM, Kind.NAMELESS):
            raise TurnedAway("program")
        written = verbs.write_comment(
            frame.site,
            found,
            name=request.POST.get("name", ""),
            body=request.POST.get("body", ""),
            visitor=who.visitor,
            now=frame.now,
        )
    except TurnedAway as away:
        return _sorry(request, frame, found, away)
    where = "#comments" if written.held else f"#c-{written.pk.hex}"
    return HttpResponseRedirect(f"{back}?sent={'held' if written.held else 'shown'}{where}")


def _post(frame: Frame, slug: str) -> Post:
    post = Post.objects.filter(brand=frame.brand, slug=slug, withdrawn_at=None).first()
    if post is None:
        raise Http404
    return post


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _sorry(request: HttpRequest, frame: Frame, post: Post, away: TurnedAway) -> HttpResponse:
    """Say why, and what helps; what was written is shown back so that nothing is lost."""
    why = {
        "token": _("This page was open for too long. Go back, reload it and send again."),
        "fast": _("That was very fast. Go back, wait a moment and send again."),
        "program": _("Comments are for people; this browser says that it is a program."),
        "often": _("That was a lot at once. Please try again in a few minutes."),
        "empty": _("There is no text in your comment."),
        "long": _("Your comment is longer than 2,000 characters."),
        "name": _("Please give a name of at most 60 characters."),
        "off": _("Comments are closed."),
    }[away.why]
    status = 429 if away.why == "often" else 400
    if _wants_json(request):
        return JsonResponse({"why": why}, status=status)
    context = {"why": why, "back": frame.to.post(post), "body": request.POST.get("body", "")[:4000]}
    response = HttpResponse(render(frame, "reader/sorry.html", context), status=status)
    if away.after:
        response["Retry-After"] = str(int(away.after) + 1)
    return response
