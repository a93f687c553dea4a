"""Addresses with the desk's own host in front, for mails, notices and links that leave the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse

from xiaobian.people.models import Brand


def desk_url(brand: Brand, path: str) -> str:
    """The absolute address of a page of the brand's desk: `desk_url(brand, "/desk/drafts/")`."""
    return f"{settings.PUBLIC_URL}/b/{brand.slug}{path}"


def public_url(path: str) -> str:
    """The absolute address of a page that belongs to nobody's desk: `public_url("/join/…/")`."""
    return f"{settings.PUBLIC_URL}{path}"


def public_path(name: str, *args: Any) -> str:
    """`reverse`, without the brand's prefix that it adds while a page of a desk is answered."""
    return "/" + reverse(name, args=args).removeprefix(get_script_prefix())
