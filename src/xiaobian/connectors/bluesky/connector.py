"""The desk's hands on Bluesky: publish, find, withdraw, and read what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from xiaobian.accounts.port import (
    Absent,
    Door,
    Finding,
    Later,
    Outcome,
    Post,
    Profile,
    Reading,
    Refused,
    Sent,
    Unknown,
    Upload,
)
from xiaobian.connectors.answers import Stop, before, outcome
from xiaobian.connectors.bluesky import numbers as reading
from xiaobian.connectors.bluesky import record, tid
from xiaobian.connectors.bluesky.manifest import MANIFEST
from xiaobian.connectors.bluesky.session import Refusal, Session
from xiaobian.kernel.reasons import reason

_WEB = "https://bsky.app"
_PARTLY = reason("{done} of {count} parts are out: {why}")


class Bluesky:
    """One post is one record (a thread: one each part) under keys chosen before the first call.

    Records are put with the demand that nothing stands there yet. The server answers the same
    record with yes and changes nothing, and refuses another one, so a second send is harmless.
    """

    manifest = MANIFEST

    @outcome
    def connect(self, door: Door, typed: Mapping[str, str]) -> Profile | Refused | Later | Unknown:
        """Sign in with the app password and say who the account is."""
        try:
            return _profile(door, Session.sign_in(door, typed))
        except Refusal as refusal:
            if refusal.code == "AuthFactorTokenRequired":
                return Refused("this is the account's own password; make an app password")
            return refusal.outcome

    @outcome
    def check(self, door: Door) -> Profile | Refused | Later | Unknown:
        """Ask the server who we are."""
        try:
            return _profile(door, Session(door))
        except Refusal as refusal:
            return refusal.outcome

    def identify(self, door: Door, at: datetime, seed: bytes) -> str:
        """The record key; the parts of a thread get the keys that follow it."""
        return tid.choose(at, seed)

    @outcome
    def stage(self, door: Door, post: Post) -> Mapping[str, Any] | Refused | Later | Unknown:
        """Upload pictures and find out who is mentioned; nobody sees any of it."""
        if why := record.problem(post):
            return Refused(why)
        return _ready(Session(door), post, {})

    @outcome
    def publish(self, door: Door, post: Post) -> Outcome:
        """Put the records, first part first."""
        if why := record.problem(post):
            return Refused(why)
        session = Session(door)
        staged = _ready(session, post, post.staged)
        try:
            refs = _put_all(session, post, staged)
        except _Forgotten:
            # The server drops uploads that no record uses after a while.
            try:
                refs = _put_all(session, post, _ready(session, post, {}))
            except _Forgotten:
                return Refused("the server loses the pictures it is given", lasting=False)
        return _sent(door, refs)

    @outcome
    def find(self, door: Door, post: Post) -> Finding:
        """Read the records by their keys. A thread counts as there when all of it is."""
        session = Session(door)
        try:
            refs = [_get(session, key) for key in _keys(post)]
        except Refusal as refusal:
            if refusal.code == "RecordNotFound":
                return Absent()
            return refusal.outcome
        return _sent(door, refs)

    @outcome
    def withdraw(self, door: Door, post: Post, sent: Sent) -> Sent | Later | Refused | Unknown:
        """Delete the records, last part first; one that is gone counts as deleted."""
        session = Session(door)
        try:
            for key in reversed(_keys(post)):
                session.post("com.atproto.repo.deleteRecord", json=_place(session, key))
        except Refusal as refusal:
            return refusal.outcome
        return sent

    @outcome
    def numbers(
        self, door: Door, remote_ids: Sequence[str], now: datetime
    ) -> list[Reading] | Refused | Later | Unknown:
        """Likes, reposts, replies and quotes as the app view counts them."""
        try:
            return reading.read(door, Session(door), remote_ids, now)
        except Refusal as refusal:
            return refusal.outcome


class _Forgotten(Exception):
    """The server no longer has a picture that was uploaded before."""


def _profile(door: Door, session: Session) -> Profile:
    who = session.get("com.atproto.server.getSession", {})
    did, handle = str(who.get("did", session.did)), str(who.get("handle", ""))
    try:
        own = _get(session, "self", "app.bsky.actor.profile")["value"]
    except Refusal:
        own = {}  # an account that never set a name
    name = str(own.get("displayName") or handle)
    avatar = _avatar(session, did, own)
    return Profile(did, handle, name, f"{_web(door)}/profile/{handle}", avatar)


def _avatar(session: Session, did: str, own: Mapping[str, Any]) -> str:
    try:
        cid = own["avatar"]["ref"]["$link"]
    except (KeyError, TypeError):
        return ""
    return f"{session.pds}/xrpc/com.atproto.sync.getBlob?did={did}&cid={cid}"


def _ready(session: Session, post: Post, known: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Handles of uploads and DIDs of people, asking only for those that are not known.

    Nobody sees any of this, so whatever goes wrong here, the post was provably not sent.
    """
    try:
        return _ask(session, post, dict(known.get("blobs", {})), dict(known.get("people", {})))
    except Stop as stop:
        raise Stop(before(stop.outcome)) from None
    except Refusal as refusal:
        raise Stop(refusal.outcome) from None


def _ask(
    session: Session, post: Post, blobs: dict[str, Any], people: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    for ref in record.needed(post):
        if ref not in blobs:
            upload = post.uploads[ref]
            blobs[ref] = _upload(session, upload)
    for handle in record.mentioned(post):
        if handle not in people:
            people[handle] = _resolve(session, handle)
    return {"blobs": blobs, "people": people}


def _upload(session: Session, upload: Upload) -> Mapping[str, Any]:
    answer = session.post(
        "com.atproto.repo.uploadBlob",
        content=upload.path.read_bytes(),
        headers={"content-type": upload.mime},
    )
    blob = answer.get("blob")
    if not isinstance(blob, Mapping):
        raise Stop(Unknown("the answer can't be read"))
    return blob


def _resolve(session: Session, handle: str) -> str:
    try:
        answer = session.get("com.atproto.identity.resolveHandle", {"handle": handle})
    except Refusal as refusal:
        if refusal.response.status_code == 400:
            return ""  # nobody is called so: the name stays plain text
        raise
    return str(answer.get("did", ""))


def _keys(post: Post) -> list[str]:
    return [tid.following(post.identity, i) for i in range(len(post.rendition.parts))]


def _place(session: Session, key: str, collection: str = record.COLLECTION) -> dict[str, str]:
    return {"repo": session.did, "collection": collection, "rkey": key}


def _get(session: Session, key: str, collection: str = record.COLLECTION) -> dict[str, Any]:
    found = session.get("com.atproto.repo.getRecord", _place(session, key, collection))
    if not {"uri", "cid", "value"} <= found.keys():
        raise Stop(Unknown("the answer can't be read"))
    return found


def _put_all(
    session: Session, post: Post, staged: Mapping[str, Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Each part answers the one before it. A part that is there already is left as it is."""
    refs: list[Mapping[str, Any]] = []
    for index, key in enumerate(_keys(post)):
        reply = {"root": _ref(refs[0]), "parent": _ref(refs[-1])} if refs else None
        wanted = record.build(post, index, staged["blobs"], staged["people"], reply)
        try:
            refs.append(_put(session, key, wanted))
        except Refusal as refusal:
            raise Stop(_partly(refusal.outcome, index, len(post.rendition.parts))) from None
    return refs


def _put(session: Session, key: str, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    body = {**_place(session, key), "record": wanted, "swapRecord": None}
    try:
        answer = session.post("com.atproto.repo.putRecord", json=body)
    except Refusal as refusal:
        if refusal.code == "InvalidSwap":
            return _same(session, key, wanted)
        if refusal.code == "BlobNotFound":
            raise _Forgotten from None
        raise
    if not {"uri", "cid"} <= answer.keys():
        raise Stop(Unknown("the answer can't be read"))
    return answer


def _same(session: Session, key: str, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """Something stands there. Ours, if it says the same: a mention may have been resolved since."""
    there = _get(session, key)
    if all(there["value"].get(k) == wanted[k] for k in ("text", "createdAt")):
        return there
    raise Stop(Refused("another post stands in this place"))


def _partly(result: Later | Refused, index: int, count: int) -> Later | Refused:
    if index == 0 or isinstance(result, Later):
        return result
    why = _PARTLY.format(done=index, count=count, why=result.why)
    return Refused(why, result.lasting, result.reconnect)


def _ref(answer: Mapping[str, Any]) -> dict[str, str]:
    return {"uri": str(answer["uri"]), "cid": str(answer["cid"])}


def _sent(door: Door, refs: Sequence[Mapping[str, Any]]) -> Sent:
    uri = str(refs[0]["uri"])
    did, _, key = uri.removeprefix("at://").split("/", 2)
    url = f"{_web(door)}/profile/{did}/post/{key}"
    return Sent(uri, url, data={"parts": [_ref(r) for r in refs]})


def _web(door: Door) -> str:
    """Where people see posts: bsky.app, or another app view's pages (`web` in the configuration)."""
    return str(door.config.get("web") or _WEB).rstrip("/")
