"""What a desk costs that nobody uses: start, memory, CPU.

    python -m bench.idle [seconds]

Memory is PSS (shared pages counted once over the tree). The floor for the start is Python importing
Django and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time

from tests.box.running import RunningDesk
from tests.plugins.environment import make_home


def main(seconds: float) -> None:
    """Start twice (cold, warm), then watch the second desk do nothing."""
    home = make_home()
    begun = time.monotonic()
    RunningDesk(home).wait_up().stop()
    print(f"cold start and stop: {time.monotonic() - begun:.1f} s")
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django.core.management"], check=True)
    floor = time.monotonic() - begun
    with contextlib.ExitStack() as after:
        begun = time.monotonic()
        desk = RunningDesk(home)
        after.callback(desk.stop)
        desk.wait_up()
        warm = time.monotonic() - begun
        print(f"warm start: {warm:.1f} s (floor {floor:.2f} s, {warm / floor:.0f} ×)")
        desk.wait_ready()
        time.sleep(20)
        _watch(desk, seconds)
    print(f"load {os.getloadavg()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d %H:%M %Z')}")


def _watch(desk: RunningDesk, seconds: float) -> None:
    parts = {name: desk.part(name) for name in ("web", "worker", "clock", "postgres")}
    busy = {name: _cpu(part) for name, part in parts.items() if part}
    time.sleep(seconds)
    for name, before in busy.items():
        part = parts[name]
        tree = [part, *part.children(recursive=True)]
        memory = sum(p.memory_full_info().pss for p in tree) / 2**20
        used = _cpu(part) - before
        print(f"{name}: {memory:.0f} MiB PSS, {used / seconds * 100:.2f} % of one core")
    total = sum(p.memory_full_info().pss for p in desk.tree()) / 2**20
    print(f"whole tree: {total:.0f} MiB PSS in {len(desk.tree())} processes")


def _cpu(part) -> float:
    """Seconds of CPU of a part and what it started."""
    times = [p.cpu_times() for p in [part, *part.children(recursive=True)]]
    return sum(one.user + one.system for one in times)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
