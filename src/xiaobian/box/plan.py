"""What the supervisor has to know, as plain values: it must not carry what reads them.

Reading the configuration costs 25 MB of memory for as long as the process lives. So `xiaobian up`
reads it, writes this plan and becomes the supervisor, which imports the standard library only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Plan:
    """One desk on this machine."""

    version: str
    home: str
    address: str  # as people reach it
    host: str
    port: int
    workers: int
    url: str = ""  # of a database that is not ours to start
    bin_dir: str = ""
    run_as: str = ""
    platforms: str = ""  # host:port of the demo's fake platforms

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        return cls(**json.loads(text))
