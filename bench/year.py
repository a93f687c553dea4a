"""A year of a busy brand, written straight into the tables: 10,000 drafts, 50,000 deliveries.

Only sizes and shapes matter here, so most rows are made by the database itself. What pages read
(renditions, hashes) is what the desk would have written.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from xiaobian.accounts import verbs
from xiaobian.accounts.models import Account
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.drafts.rendering import render
from xiaobian.kernel.ids import new_id
from xiaobian.people.access import Role
from xiaobian.people.models import Brand, Member, User

DRAFTS, ACCOUNTS, PER_DRAFT, TEXTS = 10_000, 12, 5, 40
_SENTENCES = (
    "清明前的头一拨芽头，只有三天可采，天亮前就要上山。",
    "水开三沸，再等一等；急着冲下去的茶，第一口总是苦的。",
    "老茶树不用浇水，根扎得深，旱年里反而更香。",
    "今年的雨来得晚，叶片薄了些，滋味却更清。",
    "有读者问：隔夜茶能不能喝？能，只是不好喝。",
    "炒锅二百度，手离锅底一寸，全凭掌心记得的那点热。",
    "Green tea likes 80 °C water and a short wait; black tea forgives you more.",
    "这一批只做了三百罐，卖完就等明年。",
)


@dataclass(frozen=True)
class Year:
    """Who and what the pages are asked for."""

    brand: Brand
    owner: User
    empty: Brand  # the same owner's brand in which nothing was ever written


def text(number: int) -> str:
    """About 1,200 characters of Markdown; no two texts are the same."""
    chosen = random.Random(number)
    paragraphs = ["".join(chosen.choices(_SENTENCES, k=8)) for _ in range(6)]
    paragraphs.insert(2, f"## 第 {number} 泡")
    paragraphs.insert(
        4, "- 水温 **85 ℃**\n- 三克茶，一百五十毫升水\n- 看[冲泡表](https://example.com/)"
    )
    return "\n\n".join(paragraphs)


def found() -> Year | None:
    """The year that an earlier run left on the server, if one did."""
    brands = {brand.slug: brand for brand in Brand.objects.all()}
    if not brands:
        return None
    return Year(brands["shanye"], User.objects.get(email="jing@example.com"), brands["kong"])


def fill(now: datetime) -> Year:
    """Write the year that ends a week after `now`."""
    owner = User.objects.create_user("jing@example.com", "a-long-passphrase", name="阿静")
    brand = verbs.open_brand("山野茶", owner, now, slug="shanye", zone="Asia/Shanghai")
    empty = verbs.open_brand("空山", owner, now, slug="kong", zone="Asia/Shanghai")
    Brand.objects.filter(pk=brand.pk).update(reviewers_required=1)
    people = [owner]
    for name, role in (("小林", Role.WRITER), ("老周", Role.REVIEWER)):
        people.append(
            User.objects.create_user(f"{role}@example.com", "a-long-passphrase", name=name)
        )
        Member.objects.create(brand=brand, user=people[-1], role=role)
    for n in range(1, ACCOUNTS):
        Account.objects.create(
            brand=brand, kind="bluesky", name=f"山野茶 {n}", handle=f"tea{n}.example.com",
            remote_id=f"did:plc:{n:024d}", health="ok", checked_at=now, position=n,
        )  # fmt: skip
    _drafts(brand, people, now)
    _renditions(brand)
    with connection.cursor() as cursor:
        for statement in _ROWS:
            cursor.execute(statement, {"brand": brand.pk, "owner": owner.pk, "now": now})
        cursor.execute("ANALYZE")
    return Year(brand, owner, empty)


def _drafts(brand: Brand, people: list[User], now: datetime) -> None:
    step = timedelta(days=365) / DRAFTS
    rows = []
    for n in range(DRAFTS):
        at = now - timedelta(days=358) + n * step
        content = Content(
            f"第 {n} 泡：{_SENTENCES[n % 8][:14]}", text(n), ("茶", f"第{n % 90}周"), "zh", {}
        )
        rows.append(
            Draft(
                id=_id_at(at),
                brand=brand,
                title=content.title,
                text=content.text,
                tags=list(content.tags),
                language="zh",
                content_hash=content.hash,
                revision=3,
                owner=people[n % 3],
                edited_by=people[n % 3],
                edited_at=min(at, now),
                made_at=at,
            )
        )
    Draft.objects.bulk_create(rows, batch_size=1000)


def _id_at(at: datetime) -> str:
    """A key as it would have been made at that moment: keys are ordered by time."""
    return f"{int(at.timestamp() * 1000):012x}{new_id().hex[12:]}"


def _renditions(brand: Brand) -> None:
    """Real renditions of a few texts; the database copies them to every draft."""
    rows = [
        (n, account.pk, json.dumps(render(_content(n), account.pk, account.manifest).to_json()))
        for account in Account.objects.of(brand)
        for n in range(TEXTS)
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE body (n int, account_id uuid, body jsonb)")
        cursor.executemany("INSERT INTO body VALUES (%s, %s, %s)", rows)


def _content(n: int) -> Content:
    return Content(f"第 {n} 泡：{_SENTENCES[n % 8][:14]}", text(n), ("茶",), "zh", {})


# `aim` is the plan of all deliveries: five accounts for each draft, a few hours after its last word.
_ROWS = (
    """CREATE FUNCTION pg_temp.key_at(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
      || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid $$""",
    f"""CREATE TEMP TABLE aim AS
    WITH draft AS (SELECT *, row_number() OVER (ORDER BY id) AS n FROM drafts_draft),
    account AS (SELECT id, kind, row_number() OVER (ORDER BY position, id) - 1 AS n
      FROM accounts_account WHERE brand_id = %(brand)s)
    SELECT d.id AS draft_id, d.n, d.content_hash, a.id AS account_id, a.kind, d.owner_id,
      d.made_at + k * interval '17 minutes' + interval '3 hours' AS due_at,
      pg_temp.key_at(d.made_at + k * interval '1 second') AS id,
      pg_temp.key_at(d.made_at) AS rendition_id
    FROM draft d CROSS JOIN generate_series(0, {PER_DRAFT - 1}) k
    JOIN account a ON a.n = CASE WHEN k = 0 THEN 0 ELSE 1 + (d.n + k) %% {ACCOUNTS - 1} END""",
    """INSERT INTO drafts_version (id, made_at, draft_id, number, title, text, tags, language,
      overrides, content_hash, by_id, at, why)
    SELECT pg_temp.key_at(d.made_at + k * interval '1 minute'), d.made_at, d.id, k, d.title,
      d.text, d.tags, d.language, d.overrides,
      CASE WHEN k = 3 THEN d.content_hash ELSE md5(d.id::text || k) END, d.owner_id,
      d.made_at + k * interval '1 minute', ''
    FROM drafts_draft d CROSS JOIN generate_series(1, 3) k""",
    f"""INSERT INTO publishing_rendition (id, made_at, version_id, account_id, body)
    SELECT aim.rendition_id, v.at, v.id, aim.account_id, body.body FROM aim
    JOIN drafts_version v ON v.draft_id = aim.draft_id AND v.number = 3
    JOIN body ON body.account_id = aim.account_id AND body.n = aim.n %% {TEXTS}""",
    """INSERT INTO drafts_draft_targets (draft_id, account_id) SELECT draft_id, account_id FROM aim""",
    """INSERT INTO publishing_delivery (id, made_at, brand_id, draft_id, account_id, rendition_id,
      state, note, by_id, due_at, wall, zone, identity, staged, remote_id, url, sent_at, identified_at)
    SELECT id, due_at - interval '3 hours', %(brand)s, draft_id, account_id, rendition_id, state,
      '', owner_id, due_at, to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI'),
      'Asia/Shanghai', CASE WHEN state = 'sent' THEN substr(md5(id::text), 1, 13) ELSE '' END, '{}',
      CASE WHEN state = 'sent' THEN id::text ELSE '' END,
      CASE WHEN state = 'sent' THEN 'https://example.com/' || id ELSE '' END,
      CASE WHEN state = 'sent' THEN due_at + interval '1 second' END,
      CASE WHEN state = 'sent' THEN due_at END
    FROM (SELECT *, CASE WHEN due_at > %(now)s THEN 'scheduled' WHEN n %% 50 = 7 THEN 'cancelled'
      WHEN n > 9700 AND n %% 90 = 3 THEN 'refused' ELSE 'sent' END AS state FROM aim) planned""",
    """INSERT INTO publishing_attempt (id, made_at, delivery_id, number, act, identity, started_at,
      ended_at, outcome, why)
    SELECT pg_temp.key_at(sent_at), sent_at, id, 1, 'publish', identity, due_at, sent_at, 'sent', ''
    FROM publishing_delivery WHERE state = 'sent'""",
    """INSERT INTO review_submission (id, made_at, draft_id, version_id, by_id, note, at, closed_at,
      closed_as)
    SELECT pg_temp.key_at(v.at), v.at, v.draft_id, v.id, v.by_id, '', v.at,
      CASE WHEN n > 40 THEN v.at END, CASE WHEN n > 40 THEN 'answered' ELSE '' END
    FROM (SELECT *, row_number() OVER (ORDER BY at DESC) AS n FROM drafts_version WHERE number = 3) v
    WHERE n <= 7000""",
    """INSERT INTO review_decision (id, made_at, draft_id, version_id, verdict, reason, user_id,
      reviewer, at)
    SELECT pg_temp.key_at(closed_at), closed_at, draft_id, version_id,
      CASE WHEN abs(hashtext(draft_id::text)) %% 40 = 0 THEN 'return' ELSE 'approve' END,
      '说明', %(owner)s, '阿静', closed_at FROM review_submission WHERE closed_at IS NOT NULL""",
    """INSERT INTO site_post (id, made_at, brand_id, account_id, identity, slug, title, html, summary,
      tags, language, cover, characters, published_at, updated_at)
    SELECT pg_temp.key_at(d.sent_at), d.sent_at, %(brand)s, d.account_id, d.identity,
      to_char(d.sent_at, 'YYYYMMDD-') || d.identity, f.title,
      coalesce(nullif(r.body->>'html', ''), '<p>茶</p>'), left(f.text, 160), f.tags, 'zh', '', 1200,
      d.sent_at, d.sent_at
    FROM publishing_delivery d JOIN accounts_account a ON a.id = d.account_id AND a.kind = 'site'
    JOIN publishing_rendition r ON r.id = d.rendition_id JOIN drafts_draft f ON f.id = d.draft_id
    WHERE d.state = 'sent'""",
    """INSERT INTO site_comment (id, made_at, post_id, name, body, visitor, held, verdict, written_at,
      decided_at)
    SELECT gen_random_uuid(), published_at, id, '茶客', '好茶', 1, true,
      CASE WHEN published_at < %(now)s - interval '2 days' THEN 'approved' ELSE '' END, published_at,
      CASE WHEN published_at < %(now)s - interval '2 days' THEN published_at END
    FROM site_post CROSS JOIN generate_series(1, 2)""",
    """INSERT INTO site_favourite (id, made_at, post_id, reader)
    SELECT gen_random_uuid(), published_at, id, md5(k::text || id)
    FROM site_post CROSS JOIN generate_series(1, 5) k""",
    """INSERT INTO numbers_readingday (brand_id, post_id, day, views, visitors, engaged_ms, stayed,
      scrolled, spread, bots, team)
    SELECT %(brand)s, id, published_at::date + k, 40, 30, 900000, 20, 10, array_fill(2, ARRAY[24]), 3, 1
    FROM site_post CROSS JOIN generate_series(0, 6) k""",
    """INSERT INTO numbers_snapshot (at, delivery_id, metric, value, source)
    SELECT sent_at + k * interval '6 hours', d.id, m, 10 * k, 'platform'
    FROM publishing_delivery d CROSS JOIN unnest(ARRAY['likes', 'reposts', 'replies', 'quotes']) m
    CROSS JOIN generate_series(1, 3) k
    JOIN accounts_account a ON a.id = d.account_id AND a.kind = 'bluesky' WHERE d.state = 'sent'""",
    """INSERT INTO numbers_poll (delivery_id, step, next_at, asked_at, read_at, note)
    SELECT id, 9, NULL, sent_at, sent_at, '' FROM publishing_delivery WHERE state = 'sent'""",
    """INSERT INTO kernel_event (id, made_at, brand_id, actor_id, actor, verb, subject_id, subject,
      data, at)
    SELECT pg_temp.key_at(at), at, %(brand)s, %(owner)s, '阿静', verb, subject_id, '第一泡', '{}', at
    FROM (SELECT id AS subject_id, made_at AS at, 'draft.started' AS verb FROM drafts_draft
      UNION ALL SELECT draft_id, at, 'draft.saved' FROM drafts_version
      UNION ALL SELECT draft_id, at, 'draft.submitted' FROM review_submission
      UNION ALL SELECT draft_id, at, 'draft.approved' FROM review_decision
      UNION ALL SELECT id, made_at, 'delivery.promised' FROM publishing_delivery
      UNION ALL SELECT id, sent_at, 'delivery.sent' FROM publishing_delivery WHERE state = 'sent') told
    WHERE at <= %(now)s""",
    """INSERT INTO media_asset (id, made_at, brand_id, name, file, mime, size, width, height, frames,
      sha256, alt, by_id, prepared_at)
    SELECT pg_temp.key_at(made_at), made_at, %(brand)s, '茶园 ' || n || '.jpg', 'a/' || n,
      'image/jpeg', 2000000, 4000, 3000, 1, md5(n::text) || md5('x'), '采茶的人 ' || n, %(owner)s, made_at
    FROM (SELECT made_at, row_number() OVER (ORDER BY id) AS n FROM drafts_draft) d WHERE n <= 5000""",
    """INSERT INTO media_variant (id, made_at, asset_id, purpose, recipe, file, mime, size, width,
      height, failed)
    SELECT gen_random_uuid(), made_at, id, purpose, '1', 'v/' || id, 'image/webp', 20000, 320, 240, ''
    FROM media_asset CROSS JOIN unnest(ARRAY['w320', 'w640', 'w1280']) purpose""",
)  # fmt: skip
