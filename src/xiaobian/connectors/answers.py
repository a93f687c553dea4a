"""From HTTP to outcomes, the same for every platform: what an answer or an error proves.

Inside a connector a call that can't go on raises `Stop` with the outcome to report; the public
methods turn it into a value again with `@outcome`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import httpx

from xiaobian.accounts.port import Later, Refused, Unknown
from xiaobian.kernel.http import Forbidden, classify

P = ParamSpec("P")
R = TypeVar("R")

SOON = 30.0  # seconds until a call that provably did not leave is worth trying again
_PATIENCE = 60.0  # when a platform says "too many" and not until when
_LONGEST = 24 * 3600.0


class Stop(Exception):
    """This call ends here, with `outcome`."""

    def __init__(self, outcome: Later | Refused | Unknown) -> None:
        super().__init__(outcome.why)
        self.outcome = outcome


def outcome(method: Callable[P, R]) -> Callable[P, R]:
    """Make a connector's method return the outcome of a Stop raised inside it."""

    @wraps(method)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except Stop as stop:
            return stop.outcome  # type: ignore[return-value]  # declared in every method's type

    return called


def send(http: httpx.Client, method: str, url: str, **kwargs: Any) -> httpx.Response:
    """One request; raises Stop(Later) when it provably did not leave, Stop(Unknown) when it may have."""
    try:
        return http.request(method, url, **kwargs)
    except Forbidden as error:
        raise Stop(Refused(str(error))) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Stop(failed(error)) from None


def failed(error: httpx.HTTPError | httpx.InvalidURL) -> Later | Unknown:
    """What a request without an answer means; which error it was stands in the door's log."""
    if classify(error) == "not_sent":
        return Later(SOON, "the server can't be reached")
    return Unknown("the answer was lost")


def before(outcome: Later | Refused | Unknown) -> Later | Refused:
    """What an outcome means when nothing that anybody could see had been asked for yet."""
    return Later(SOON, outcome.why) if isinstance(outcome, Unknown) else outcome


def json_object(response: httpx.Response) -> dict[str, Any] | None:
    """The JSON object that was answered, None when it is anything else."""
    try:
        value = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, dict) else None


def too_many(response: httpx.Response) -> Later:
    """What 429 means, with the platform's own time: Retry-After, or when the limit is reset."""
    return Later(min(_seconds(response), _LONGEST), "the platform asks to wait")


def _seconds(response: httpx.Response) -> float:
    """Seconds to wait. Moments are read against the server's own clock, not ours."""
    after = response.headers.get("retry-after", "").strip()
    if after.isdigit():
        return max(1.0, float(after))
    served = _moment(response.headers.get("date", ""))
    until = _moment(after)
    reset = response.headers.get("ratelimit-reset", response.headers.get("x-ratelimit-reset", ""))
    if until is None and reset.isdigit():
        # Some count seconds from now, others name the second of the epoch.
        if float(reset) < 1e8:
            return max(1.0, float(reset))
        until = float(reset)
    if until is None or served is None:
        return _PATIENCE
    return max(1.0, until - served)


def _moment(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError):
        return None
