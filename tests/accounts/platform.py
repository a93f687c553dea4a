"""A small working platform for tests: it keeps who may sign in, and can be told to be away."""

from __future__ import annotations

from datetime import date

from xiaobian.accounts.port import (
    Capability,
    Field,
    Later,
    Limit,
    Manifest,
    Profile,
    Refused,
    Unknown,
)


class Postcards:
    """A platform with handles and passwords, like most."""

    manifest = Manifest(
        kind="postcards",
        name="Postcards",
        mark="P",
        colour="#35598c",
        layout="thread",
        capabilities=frozenset({Capability.PUBLISH, Capability.FIND}),
        limits=(
            Limit("text", 300, "graphemes", "https://postcards.example/limits", date(2026, 11, 1)),
        ),
        fields=(
            Field("server", "Server", default="https://postcards.example"),
            Field("handle", "Handle"),
            Field("password", "App password", secret=True),
        ),
    )

    def __init__(self):
        self.people = {"shanye": "secret-leaf", "shanye2": "other-leaf"}
        self.tokens = set()
        self.away = False
        self.busy = False

    def connect(self, door, typed):
        if answer := self._trouble():
            return answer
        handle = typed["handle"]
        if self.people.get(handle) != typed["password"]:
            return Refused("the password is wrong")
        token = f"token-{handle}-{len(self.tokens)}"
        self.tokens.add(token)
        door.keep({"token": token})
        return self._profile(handle)

    def check(self, door):
        if answer := self._trouble():
            return answer
        token = door.secrets.get("token")
        if token not in self.tokens:
            return Refused("the token was taken back", reconnect=True)
        return self._profile(token.split("-")[1])

    def _trouble(self):
        if self.away:
            return Unknown("no answer within 30 s")
        return Later(60, "too many sign-ins") if self.busy else None

    def _profile(self, handle):
        url = f"https://postcards.example/@{handle}"
        return Profile(f"id-{handle}", handle, f"山野茶 {handle}", url)


class Home:
    """A built-in account, as the brand's own site is one."""

    manifest = Manifest(
        kind="site",
        name="Own site",
        mark="站",
        colour="#8a5a2b",
        layout="blog",
        capabilities=frozenset({Capability.PUBLISH}),
        builtin=True,
    )
