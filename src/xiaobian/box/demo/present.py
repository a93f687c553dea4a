"""What lies on the desk this morning: a draft in every state, made by the desk's own verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Refused, Unknown
from xiaobian.box.demo import content
from xiaobian.box.demo.content import Text
from xiaobian.box.demo.house import House
from xiaobian.box.demo.plan import ZONE, at, last
from xiaobian.drafts import verbs as drafts
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.publishing import engine
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import WALL, Moment
from xiaobian.publishing.settle import settle
from xiaobian.publishing.verbs import promise
from xiaobian.review import verbs as review

_SILENT = "the server answered with an error of its own"
_HOUR, _SECOND = timedelta(hours=1), timedelta(seconds=1)
LOST = "the answer was lost"  # as connectors say it, and as it is translated there


class Present:
    """Puts the texts of `present.md` where their `state` says."""

    def __init__(self, house: House, now: datetime) -> None:
        self.house, self.now = house, now
        self.site, self.bluesky = house.accounts["site"], house.accounts["bluesky"]

    def lay_out(self) -> None:
        """All of them; the oldest trouble first, as it would have happened."""
        texts = {t.more["state"]: [] for t in content.read("present")}
        for text in content.read("present"):
            texts[text.more["state"]].append(text)
        ways: dict[str, Callable[[Text], None]] = {
            "asking": self._asking,
            "refused": self._refused,
            "missed": self._missed,
            "returned": self._returned,
            "waiting": self._waiting,
            "writing": self._writing,
        }
        for state, way in ways.items():
            for text in texts[state]:
                way(text)
        self._coming({s: found[0] for s, found in texts.items() if s not in ways})

    # -- on its way to an approval ---------------------------------------------------------------

    def _writing(self, text: Text) -> None:
        self._begin(text, self.now - 3 * _HOUR)

    def _waiting(self, text: Text) -> None:
        draft = self._begin(text, self.now - 20 * _HOUR)
        moment = self.now - timedelta(minutes=50 + 3 * len(text.body) % 40)
        review.submit(draft, draft.owner, text.more["note"], moment)

    def _returned(self, text: Text) -> None:
        draft = self._begin(text, self.now - 30 * _HOUR)
        asked = review.submit(draft, draft.owner, "", self.now - 8 * _HOUR)
        zhou = self.house.people["zhou"]
        review.return_(asked.version, zhou, text.more["reason"], self.now - 2 * _HOUR)

    def _approved(self, text: Text, began: datetime) -> Draft:
        """Written, submitted and approved within a few hours after `began`."""
        draft = self._begin(text, began)
        asked = review.submit(draft, draft.owner, "", began + _HOUR)
        approver = self.house.people["zhou"]
        review.approve(asked.version, approver, began + 2 * _HOUR)
        return draft

    def _begin(self, text: Text, moment: datetime) -> Draft:
        """A first half, and ten minutes later the whole."""
        owner = self.house.people[text.more["owner"]]
        asset = self.house.pictures[text.picture]
        whole = Content(text.title, text.markdown(asset.ref, asset.alt), text.tags, "zh-Hans")
        half = replace(whole, text=whole.text.partition("\n\n")[0])
        draft = drafts.begin(self.house.brand, owner, moment, half)
        later = moment + timedelta(minutes=25)
        return drafts.save(draft, whole, by=owner, revision=draft.revision, now=later, keep=True)

    # -- on its way out --------------------------------------------------------------------------

    def _coming(self, texts: dict[str, Text]) -> None:
        """What goes out later today and this week."""
        today = self.now.astimezone(ZoneInfo(ZONE)).date()
        jing = self.house.people["jing"]
        later = {"today": timedelta(hours=2), "today-bluesky": timedelta(minutes=40)}
        for n, (state, text) in enumerate(texts.items()):
            draft = self._approved(text, self.now - (26 + 2.7 * n) * _HOUR)
            if state in later:
                due = _round(self.now + later[state])
            else:
                days = int(state.rpartition("-")[2])
                due = at(today + timedelta(days=days), time(12, 10) if days % 2 else time(20, 30))
            accounts = [self.bluesky] if state == "today-bluesky" else [self.site, self.bluesky]
            draft.aim(accounts, jing, self.now - _HOUR)
            for account in accounts:
                promise(draft, account, _moment(due), jing, self.now - _HOUR)

    def _asking(self, text: Text) -> None:
        """The answer was lost, and for a day the platform could not say whether it is there."""
        due = last(time(20, 30), self.now - 26 * _HOUR)
        delivery = self._promised(text, self.bluesky, due)
        claimed = engine.claim(delivery.pk, due)
        assert claimed, "nothing else was going out then"
        settle(claimed[1], Unknown(LOST), due + 12 * _SECOND)
        for wait in (17 * _SECOND, 33 * _SECOND, 64 * _SECOND, 0.1 * _HOUR, 2 * _HOUR, 25 * _HOUR):
            delivery.refresh_from_db()
            asked = engine.begin(delivery, "find", due + wait)
            settle(asked, Unknown(_SILENT), due + wait + 2 * _SECOND)

    def _refused(self, text: Text) -> None:
        due = last(time(19, 0), self.now - 2 * _HOUR)
        claimed = engine.claim(self._promised(text, self.bluesky, due).pk, due)
        assert claimed, "nothing else was going out then"
        why = "Invalid record: the picture is larger than this server takes today"
        settle(claimed[1], Refused(why), due + _SECOND)

    def _missed(self, text: Text) -> None:
        """Changed after it was approved, and nobody approved the change in time."""
        due = last(time(18, 0), self.now - _HOUR)
        delivery = self._promised(text, self.site, due)
        draft = Draft.objects.get(pk=delivery.draft_id)
        more = replace(draft.content, text=draft.text.replace("二十斤", "十八斤"))
        changed = {"revision": draft.revision, "now": due - _HOUR}
        drafts.save(draft, more, by=self.house.people["lin"], keep=True, **changed)
        assert engine.claim(delivery.pk, due) is None

    def _promised(self, text: Text, account: Account, due: datetime) -> Delivery:
        jing = self.house.people["jing"]
        draft = self._approved(text, due - 6 * _HOUR)
        draft.aim([account], jing, due - 3 * _HOUR)
        # These stories overlap but are told one after the other: each finds the account's turn free.
        Account.objects.filter(pk=account.pk).update(free_at=None)
        return promise(draft, account, _moment(due), jing, due - 3 * _HOUR)


def _round(moment: datetime) -> datetime:
    """To five minutes, as people choose moments."""
    minutes = timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - minutes + timedelta(minutes=5)


def _moment(due: datetime) -> Moment:
    return Moment(due, due.astimezone(ZoneInfo(ZONE)).strftime(WALL), ZONE)
