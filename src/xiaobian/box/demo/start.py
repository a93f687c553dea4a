"""The two commands of the demonstration, as parts of a running desk."""

from __future__ import annotations

from django.conf import settings

from xiaobian.box.config import config
from xiaobian.box.problems import Problem
from xiaobian.kernel import clock


def fill() -> None:
    """Fill the desk if nobody is there, and lead its accounts to the fakes of today."""
    place = _place()
    from xiaobian.box.demo.seed import point, seed

    address = f"http://{place}"
    if not seed(address, clock.now(), say=lambda line: print(f"  {line}", flush=True)):
        point(address)


def serve() -> None:
    """Run the fakes until told to end."""
    place = _place()
    from xiaobian.box.demo import platforms

    platforms.serve(place)


def _place() -> str:
    """Where the fakes listen; raises Problem where no demonstration runs."""
    if not config().demo or not settings.DEMO_PLATFORMS:
        raise Problem(
            "this is not a demonstration desk, so nothing was done",
            "start one with: make run DEMO=1, or XIAOBIAN_DEMO=1 xiaobian up",
        )
    return str(settings.DEMO_PLATFORMS)
