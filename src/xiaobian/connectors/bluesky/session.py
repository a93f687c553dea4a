"""Talks XRPC for one account: calls, tokens that are renewed when needed, and what errors mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from xiaobian.accounts.port import Door, Later, Refused, Unknown
from xiaobian.connectors.answers import Stop, before, json_object, send, too_many
from xiaobian.connectors.bluesky.manifest import DEFAULT_SERVICE

# The account's right is gone, or the account itself is.
_GONE = frozenset(
    {
        "AuthMissing",
        "AuthenticationRequired",
        "ExpiredToken",
        "InvalidToken",
        "AccountTakedown",
        "AccountSuspended",
        "AccountDeactivated",
        "AccountNotFound",
    }
)


class Refusal(Exception):
    """The server understood and said no, so nothing was done: status, code and its own words."""

    def __init__(self, response: httpx.Response, code: str, message: str) -> None:
        super().__init__(code)
        self.response, self.code, self.message = response, code, message

    @property
    def outcome(self) -> Later | Refused:
        """What it means for the desk."""
        if self.response.status_code == 429:
            return too_many(self.response)
        reconnect = self.response.status_code == 401 or self.code in _GONE
        return Refused(f"{self.message or self.code}"[:300], reconnect=reconnect)


def call(
    http: httpx.Client,
    method: str,
    service: str,
    name: str,
    *,
    token: str = "",
    headers: Mapping[str, str] | None = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """One XRPC call. Raises Refusal when the server said no, Stop when nobody can go on.

    An answer that is not XRPC (a page of a proxy, half a document, 5xx) proves nothing.
    """
    sent = dict(headers or {})
    if token:
        sent["authorization"] = f"Bearer {token}"
    response = send(http, method, f"{service}/xrpc/{name}", headers=sent, **kwargs)
    status, body = response.status_code, json_object(response)
    if status == 429:
        raise Refusal(response, "RateLimitExceeded", "")
    if 200 <= status < 300:
        if body is not None:
            return body
        if not response.content:
            return {}
        raise Stop(Unknown("the answer can't be read"))
    if 400 <= status < 500 and status != 408 and body is not None and "error" in body:
        raise Refusal(response, str(body["error"]), str(body.get("message", "")))
    raise Stop(Unknown("the server answered with an error of its own"))


class Session:
    """The signed-in account of one door. Renewed tokens are kept at once."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._kept = dict(door.secrets)

    @classmethod
    def sign_in(cls, door: Door, typed: Mapping[str, str]) -> Session:
        """A first session from what a person typed; raises Stop or Refusal."""
        session = cls(door)
        session._kept = {
            "service": _address(typed.get("service", "")),
            "handle": typed.get("handle", "").strip().lstrip("@").lower(),
            "password": typed.get("password", "").strip(),
        }
        session._create()
        return session

    @property
    def did(self) -> str:
        """The account's permanent name."""
        return str(self._kept.get("did", ""))

    @property
    def pds(self) -> str:
        """The server that holds the account's records."""
        return str(self._kept.get("pds", self._service))

    @property
    def _service(self) -> str:
        return str(self._kept.get("service", DEFAULT_SERVICE))

    def get(self, name: str, params: Mapping[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Ask; raises Refusal or Stop."""
        return self._call("GET", name, params=params, **kwargs)

    def post(self, name: str, **kwargs: Any) -> dict[str, Any]:
        """Act; raises Refusal or Stop."""
        return self._call("POST", name, **kwargs)

    def _call(self, method: str, name: str, **kwargs: Any) -> dict[str, Any]:
        """Call with the access token; if it ran out, renew it once. A refused call did nothing."""
        if not self._kept.get("access"):
            self._renew()
        try:
            return self._authorised(method, name, kwargs)
        except Refusal as refusal:
            if refusal.code not in ("ExpiredToken", "InvalidToken"):
                raise
        self._renew()
        return self._authorised(method, name, kwargs)

    def _authorised(self, method: str, name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
        token = str(self._kept["access"])
        return call(self._door.http, method, self.pds, name, token=token, **kwargs)

    def _renew(self) -> None:
        """A new access token by the refresh token; if that is gone too, by the app password.

        Signing in is limited by the platform (30 in 5 minutes, 300 a day), so it is the last resort
        and tried once. Nothing anybody could see was asked for yet: a lost answer means Later.
        """
        try:
            if not self._refresh():
                self._create()
        except Refusal as refusal:
            raise Stop(refusal.outcome) from None
        except Stop as stop:
            raise Stop(before(stop.outcome)) from None

    def _refresh(self) -> bool:
        token = str(self._kept.get("refresh", ""))
        if not token:
            return False
        name = "com.atproto.server.refreshSession"
        try:
            answer = call(self._door.http, "POST", self._service, name, token=token)
        except Refusal as refusal:
            if refusal.response.status_code == 429:
                raise
            return False
        self._keep(answer)
        return True

    def _create(self) -> None:
        if not self._kept.get("password"):
            raise Stop(Refused("no app password is kept", reconnect=True))
        body = {
            "identifier": self._kept.get("did") or self._kept["handle"],
            "password": self._kept["password"],
        }
        name = "com.atproto.server.createSession"
        self._keep(call(self._door.http, "POST", self._service, name, json=body))

    def _keep(self, answer: Mapping[str, Any]) -> None:
        if not {"did", "accessJwt", "refreshJwt"} <= answer.keys():
            raise Stop(Unknown("the answer to signing in can't be read"))
        self._kept |= {
            "did": answer["did"],
            "handle": answer.get("handle", self._kept.get("handle", "")),
            "access": answer["accessJwt"],
            "refresh": answer["refreshJwt"],
            "pds": _server(answer.get("didDoc"), self._service),
        }
        self._door.keep(dict(self._kept))


def _address(typed: str) -> str:
    address = typed.strip().rstrip("/") or DEFAULT_SERVICE
    return address if "://" in address else f"https://{address}"


def _server(document: object, service: str) -> str:
    """The account's own server as its identity says, so that calls take no detour.

    Only a public one: behind a service of one's own, the way that was typed is the way that works.
    """
    if not service.startswith("https://") or not isinstance(document, Mapping):
        return service
    for entry in document.get("service", ()):
        if isinstance(entry, Mapping) and str(entry.get("id", "")).endswith("#atproto_pds"):
            address = str(entry.get("serviceEndpoint", "")).rstrip("/")
            if address.startswith("https://"):
                return address
    return service
