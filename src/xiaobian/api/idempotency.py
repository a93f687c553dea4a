"""`Idempotency-Key`: the same call sent again gets the first answer and has no second effect.

Keys are remembered for 24 hours for each token. The same key with another body is refused (422); a
call that is still running is refused (409) until it has an answer or is given up after a minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from xiaobian.api.models import Answer
from xiaobian.kernel import clock

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(seconds=60)
PASSING = {401, 403, 409, 429}  # a token, a right, a state or a rate that can change
MUTATING = {"POST", "PATCH", "PUT", "DELETE"}


class IdempotencyMiddleware:
    """Wraps mutating calls to /api/ that carry a key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        caller = request.headers.get("Authorization", "")
        if not (key and caller and request.method in MUTATING and request.path.startswith("/api/")):
            return self.get_response(request)
        if len(key) > 200:
            return JsonResponse({"error": "key", "detail": "At most 200 characters."}, status=422)
        return self._once(request, hashlib.sha256(caller.encode()).hexdigest(), key)

    def _once(self, request: HttpRequest, caller: str, key: str) -> HttpResponse:
        fingerprint = _fingerprint(request)
        standing = _begin(caller, key, fingerprint)
        if standing is not None:
            return _again(standing, fingerprint)
        mine = Answer.objects.filter(caller=caller, key=key)
        try:
            response = self.get_response(request)
        except BaseException:
            mine.delete()
            raise
        if response.status_code >= 500 or response.status_code in PASSING:
            mine.delete()  # the answer may be another next time: the caller may try again
        else:
            mine.update(status=response.status_code, body=response.content)
        return response


def _begin(caller: str, key: str, fingerprint: str) -> Answer | None:
    """Take the key; returns what stands there when somebody took it before."""
    now = clock.now()
    Answer.objects.filter(at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            Answer.objects.create(caller=caller, key=key, fingerprint=fingerprint, at=now)
    except IntegrityError:
        stale = Answer.objects.filter(caller=caller, key=key, status=0, at__lt=now - GIVEN_UP)
        if stale.update(at=now, fingerprint=fingerprint):
            return None
        return Answer.objects.filter(caller=caller, key=key).first()
    return None


def _again(standing: Answer, fingerprint: str) -> HttpResponse:
    if standing.fingerprint != fingerprint:
        detail = "This key was used for another call."
        return JsonResponse({"error": "key_reused", "detail": detail}, status=422)
    if standing.status == 0:
        detail = "The first call with this key is still running."
        return JsonResponse({"error": "running", "detail": detail}, status=409)
    response = HttpResponse(
        bytes(standing.body), status=standing.status, content_type="application/json"
    )
    response["Idempotent-Replay"] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    told = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(told).hexdigest()
