"""What verbs refuse, as HTTP answers with a stable word and a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from xiaobian.api.door import Slow
from xiaobian.drafts.models import Conflict
from xiaobian.kernel.clock import WallTimeGap
from xiaobian.media.inspect import UnfitFile
from xiaobian.media.verbs import NoRoom
from xiaobian.publishing import after, verbs
from xiaobian.publishing.forms import say
from xiaobian.publishing.moment import InThePast, NoSlot
from xiaobian.publishing.states import NotPossible
from xiaobian.review import verbs as review


def handle(api: NinjaAPI) -> None:
    """Teach `api` every refusal of the domain."""

    def answer(kind: type[Exception], status: int, word: str, sentence: Any = None) -> None:
        def handler(request: HttpRequest, error: Exception) -> HttpResponse:
            detail = str(sentence(error) if callable(sentence) else sentence or error)
            body = {"error": word, "detail": detail} | _more(error)
            response = api.create_response(request, body, status=status)
            if isinstance(error, Slow):
                response["Retry-After"] = str(int(error.seconds) + 1)
            return response

        api.exception_handler(kind)(handler)

    answer(Slow, 429, "too_many_calls")
    answer(Conflict, 409, "conflict", "Somebody saved meanwhile; read it again and merge.")
    answer(verbs.AlreadyPromised, 409, "already_promised", "It already waits to go out there.")
    answer(NotPossible, 409, "not_possible")
    answer(review.NotPossible, 409, "not_possible")
    answer(review.Outdated, 409, "outdated", "The text has changed since that version.")
    answer(after.NotApproved, 409, "not_approved", "The present text is not approved.")
    answer(after.CantDo, 502, "platform_refused")
    answer(verbs.Blocked, 422, "blocked", "The platform would refuse this text.")
    answer(InThePast, 422, "in_the_past", say)
    answer(WallTimeGap, 422, "clock_gap", say)
    answer(NoSlot, 422, "no_slot", say)
    answer(UnfitFile, 422, "unfit_file")
    answer(NoRoom, 507, "no_room")
    answer(ValueError, 422, "unreadable", say)


def _more(error: Exception) -> dict[str, Any]:
    if isinstance(error, verbs.Blocked):
        return {"remarks": [_remark(r) for r in error.remarks]}
    if isinstance(error, Conflict):
        return {"revision": error.current.revision}
    if isinstance(error, verbs.AlreadyPromised):
        return {"delivery": str(error.delivery.pk)}
    return {}


def _remark(remark: Any) -> dict[str, Any]:
    text = remark.message % dict(remark.values)
    return {"severity": remark.severity, "code": remark.code, "text": text, "line": remark.line}
