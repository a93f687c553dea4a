"""When a platform says "too many", the desk waits as long as it says."""

from __future__ import annotations

import httpx
import pytest

from xiaobian.connectors.answers import too_many

DATE = "Sun, 22 Nov 2026 04:30:00 GMT"
EPOCH = 1795321800  # the same moment


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "Sun, 22 Nov 2026 04:31:30 GMT", "date": DATE}, 90),
        ({"ratelimit-reset": str(EPOCH + 300), "date": DATE}, 300),
        ({"ratelimit-reset": str(EPOCH - 300), "date": DATE}, 1),
        ({"ratelimit-reset": "45"}, 45),
        ({"x-ratelimit-reset": str(EPOCH + 10), "date": DATE}, 10),
        ({"ratelimit-reset": str(EPOCH + 300)}, 60),
        ({"retry-after": "soon", "date": DATE}, 60),
        ({"retry-after": "99999999"}, 86400),
        ({}, 60),
    ],
)
def test_the_time_to_wait_is_the_platforms_own(headers: dict[str, str], seconds: float) -> None:
    assert too_many(httpx.Response(429, headers=headers)).after == seconds
