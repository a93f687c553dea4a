"""Cursor paging: stable while rows come and go. Ids are time-ordered, so they are the cursor."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Field, Schema


class Cursor(Schema):
    """`?cursor=<the next of the last page>&limit=50`, the newest first."""

    cursor: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


def page(rows: QuerySet[Any], cursor: Cursor) -> dict[str, Any]:
    """One page: `items`, and `next`, which is null on the last one."""
    rows = rows.order_by("-pk")
    if cursor.cursor:
        rows = rows.filter(pk__lt=cursor.cursor)
    found = list(rows[: cursor.limit + 1])
    items = found[: cursor.limit]
    return {"items": items, "next": items[-1].pk if len(found) > cursor.limit else None}
