"""A Bluesky in a box: one server with its app view, strict where the real one is, and obedient.

For tests and the demo. It can be told to fail (`fail`), shows people what was posted (`/`), and
listens to `POST /_fake/fail` from other processes. Run it with
`granian --interface asgi --factory xiaobian.connectors.bluesky.fake:demo`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xiaobian.connectors.bluesky.fake.faults import AFTER, BEFORE, FAILURES, RETRY_AFTER
from xiaobian.connectors.bluesky.fake.lexicon import POST, Invalid, check_key, check_post
from xiaobian.connectors.bluesky.fake.pages import page
from xiaobian.connectors.fakes import Reply, Request, asgi, reply_json

__all__ = ["FAILURES", "RETRY_AFTER", "FakeBluesky", "demo"]

_WRITE = "com.atproto.repo.putRecord"


class _No(Exception):
    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass
class Person:
    """An account of the fake, with what it keeps."""

    handle: str
    password: str
    did: str
    access: set[str] = field(default_factory=set[str])
    refresh: set[str] = field(default_factory=set[str])
    records: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, dict[str, Any]] = field(default_factory=dict)


class FakeBluesky:
    """State, rules and faults. `calls` lists the methods asked for, in order."""

    def __init__(self, *, open_door: bool = False) -> None:
        """`open_door`: whoever signs in with a handle not known yet gets an account (for the demo)."""
        self.people: dict[str, Person] = {}
        self.calls: list[str] = []
        self.likes: dict[str, dict[str, int]] = {}
        self._faults: list[tuple[str, str]] = []
        self._open = open_door
        self._lock = threading.RLock()

    def add(self, handle: str, password: str) -> Person:
        """Make an account."""
        digest = hashlib.sha256(handle.encode()).digest()
        did = "did:plc:" + base64.b32encode(digest).decode().lower()[:24]
        self.people[did] = Person(handle, password, did)
        return self.people[did]

    def fail(self, kind: str, times: int = 1, at: str = _WRITE) -> None:
        """Make the next `times` calls of the method `at` fail; `expired` and `revoked` act at once."""
        if kind not in FAILURES:
            raise ValueError(f"{kind!r} is not one of {sorted(FAILURES)}")
        with self._lock:
            if kind in ("expired", "revoked"):
                for person in self.people.values():
                    person.access.clear()
                    if kind == "revoked":
                        person.refresh.clear()
                        person.password = secrets.token_hex(8)
            else:
                self._faults += [(kind, at)] * times

    def forget_blobs(self) -> None:
        """Drop every upload, as the real server does with those that no record uses."""
        for person in self.people.values():
            person.blobs.clear()

    def posts(self) -> list[dict[str, Any]]:
        """Every post there is, oldest key first, with its `uri` and `cid`."""
        found = [
            {"uri": f"at://{p.did}/{c}/{k}", "cid": r["cid"], "handle": p.handle, **r["value"]}
            for p in self.people.values()
            for (c, k), r in p.records.items()
            if c == POST
        ]
        return sorted(found, key=lambda x: x["uri"])

    def handle(self, request: Request) -> Reply:
        """Answer one request."""
        with self._lock:
            if not request.path.startswith("/xrpc/"):
                return self._other(request)
            name = request.path.removeprefix("/xrpc/")
            self.calls.append(name)
            fault = self._fault(name)
            if fault in BEFORE:
                return BEFORE[fault]()
            reply = self._xrpc(name, request)
            return AFTER[fault](reply) if fault else reply

    def _fault(self, name: str) -> str:
        for index, (kind, at) in enumerate(self._faults):
            if at == name:
                del self._faults[index]
                return kind
        return ""

    def _xrpc(self, name: str, request: Request) -> Reply:
        try:
            method = _METHODS.get(name)
            if method is None:
                raise _No("MethodNotImplemented", "Method Not Implemented", 501)
            return reply_json(method(self, request))
        except Invalid as invalid:
            return reply_json(
                {"error": "InvalidRequest", "message": f"Invalid record: {invalid}"}, 400
            )
        except _No as no:
            return reply_json({"error": no.code, "message": no.message}, no.status)

    # Sessions

    def _create_session(self, request: Request) -> dict[str, Any]:
        body = json.loads(request.body)
        name, password = body["identifier"], body["password"]
        person = next((p for p in self.people.values() if name in (p.did, p.handle)), None)
        if person is None and self._open and "." in name:
            person = self.add(name, password)
        if person is None or person.password != password:
            raise _No("AuthenticationRequired", "Invalid identifier or password", 401)
        return self._tokens(person)

    def _refresh_session(self, request: Request) -> dict[str, Any]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        person = next((p for p in self.people.values() if token in p.refresh), None)
        if person is None:
            raise _No("ExpiredToken", "Token has been revoked")
        return self._tokens(person)

    def _tokens(self, person: Person) -> dict[str, Any]:
        access, refresh = f"access.{secrets.token_hex(24)}", f"refresh.{secrets.token_hex(24)}"
        person.access.add(access)
        person.refresh.add(refresh)
        tokens = {"accessJwt": access, "refreshJwt": refresh}
        return {**tokens, "did": person.did, "handle": person.handle, "active": True}

    def _get_session(self, request: Request) -> dict[str, Any]:
        person = self._who(request)
        return {"did": person.did, "handle": person.handle, "active": True}

    def _who(self, request: Request) -> Person:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token:
            raise _No("AuthMissing", "Authentication Required", 401)
        for person in self.people.values():
            if token in person.access:
                return person
        raise _No("ExpiredToken", "Token has expired")

    # Records

    def _put_record(self, request: Request) -> dict[str, Any]:
        person, body = self._who(request), json.loads(request.body)
        if body["repo"] not in (person.did, person.handle):
            raise _No("AuthenticationRequired", "not your repository", 401)
        value, place = body["record"], (body["collection"], body["rkey"])
        if body["collection"] == POST:
            check_key(body["rkey"])
            check_post(value, lambda cid: self._blob(person, cid))
        cid, there = (
            _cid(json.dumps(value, sort_keys=True).encode(), 0x71),
            person.records.get(place),
        )
        if (
            there
            and there["cid"] != cid
            and "swapRecord" in body
            and body["swapRecord"] != there["cid"]
        ):
            raise _No("InvalidSwap", f"Record was at {there['cid']}")
        person.records[place] = {"cid": cid, "value": value}
        uri = f"at://{person.did}/{body['collection']}/{body['rkey']}"
        return {"uri": uri, "cid": cid, "validationStatus": "valid"}

    def _get_record(self, request: Request) -> dict[str, Any]:
        repo, collection, rkey = (request.one(x) for x in ("repo", "collection", "rkey"))
        person = self.people.get(repo)
        record = person.records.get((collection, rkey)) if person else None
        uri = f"at://{repo}/{collection}/{rkey}"
        if record is None:
            raise _No("RecordNotFound", f"Could not locate record: {uri}")
        return {"uri": uri, **record}

    def _delete_record(self, request: Request) -> dict[str, Any]:
        person, body = self._who(request), json.loads(request.body)
        person.records.pop((body["collection"], body["rkey"]), None)
        return {}

    def _upload_blob(self, request: Request) -> dict[str, Any]:
        person = self._who(request)
        cid = _cid(request.body, 0x55)
        blob = {
            "$type": "blob",
            "ref": {"$link": cid},
            "mimeType": request.headers.get("content-type", ""),
            "size": len(request.body),
        }
        person.blobs[cid] = {**blob, "bytes": request.body}
        return {"blob": blob}

    def _blob(self, person: Person, cid: str) -> Mapping[str, Any]:
        if cid not in person.blobs:
            raise _No("BlobNotFound", f"Could not find blob: {cid}")
        return person.blobs[cid]

    def _resolve_handle(self, request: Request) -> dict[str, Any]:
        handle = request.one("handle")
        for person in self.people.values():
            if person.handle == handle:
                return {"did": person.did}
        raise _No("InvalidRequest", "Unable to resolve handle")

    # The app view

    def _get_posts(self, request: Request) -> dict[str, Any]:
        if "authorization" in request.headers:
            self._who(request)
            if "#bsky_appview" not in request.headers.get("atproto-proxy", "#bsky_appview"):
                raise _No("InvalidRequest", "could not resolve proxy did")
        uris = request.query.get("uris", [])
        if not all(uri.startswith("at://") for uri in uris):
            raise _No("InvalidRequest", "Error: Params/uris must be a valid at-uri")
        if len(uris) > 25:
            raise _No("InvalidRequest", "Error: Params/uris must not have more than 25 elements")
        posts = {p["uri"]: p for p in self.posts()}
        return {"posts": [self._view(posts[u], posts) for u in uris if u in posts]}

    def _view(self, post: Mapping[str, Any], posts: Mapping[str, Any]) -> dict[str, Any]:
        def answers(p: Mapping[str, Any]) -> bool:
            return p.get("reply", {}).get("parent", {}).get("uri") == post["uri"]

        counts = {
            "likeCount": 0,
            "repostCount": 0,
            "quoteCount": 0,
            **self.likes.get(post["uri"], {}),
        }
        replies = sum(1 for p in posts.values() if answers(p))
        return {"uri": post["uri"], "cid": post["cid"], "replyCount": replies, **counts}

    # For people and for other processes

    def _other(self, request: Request) -> Reply:
        if request.path == "/_fake/fail" and request.method == "POST":
            body = json.loads(request.body)
            self.fail(body["kind"], int(body.get("times", 1)), body.get("at", _WRITE))
            return reply_json({"faults": self._faults})
        if request.path == "/_fake/posts":
            return reply_json(self.posts())
        if request.path.startswith("/_fake/blob/"):
            cid = request.path.rsplit("/", 1)[1]
            for person in self.people.values():
                if cid in person.blobs:
                    blob = person.blobs[cid]
                    return Reply(200, blob["bytes"], {"content-type": blob["mimeType"]})
            return Reply(404, b"", {})
        body = page(self.posts(), request.path)
        return Reply(200, body.encode(), {"content-type": "text/html; charset=utf-8"})


_METHODS: Mapping[str, Callable[[FakeBluesky, Request], dict[str, Any]]] = {
    "com.atproto.server.createSession": FakeBluesky._create_session,
    "com.atproto.server.refreshSession": FakeBluesky._refresh_session,
    "com.atproto.server.getSession": FakeBluesky._get_session,
    "com.atproto.repo.putRecord": FakeBluesky._put_record,
    "com.atproto.repo.getRecord": FakeBluesky._get_record,
    "com.atproto.repo.deleteRecord": FakeBluesky._delete_record,
    "com.atproto.repo.uploadBlob": FakeBluesky._upload_blob,
    "com.atproto.identity.resolveHandle": FakeBluesky._resolve_handle,
    "app.bsky.feed.getPosts": FakeBluesky._get_posts,
}


def _cid(data: bytes, codec: int) -> str:
    raw = bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def demo() -> Callable[..., Any]:
    """An ASGI application with an open door, for the demo desk."""
    return asgi(FakeBluesky(open_door=True))
