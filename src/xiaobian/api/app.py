"""`/api/v1`: drafts, reviews, deliveries, media, accounts and the trail, through the same verbs."""

from __future__ import annotations

from ninja import NinjaAPI

from xiaobian import __version__
from xiaobian.api import errors
from xiaobian.api.routers import accounts, deliveries, desk, drafts, media


def build() -> NinjaAPI:
    """Make the API. The interactive page is left out: it would load scripts from elsewhere."""
    api = NinjaAPI(
        title="Xiaobian",
        version=__version__,
        description="Bearer tokens are made under Security; each is held to its scopes.",
        docs_url=None,
        urls_namespace="api",
    )
    errors.handle(api)
    api.add_router("", desk.router)
    api.add_router("/accounts", accounts.router)
    api.add_router("/media", media.router)
    api.add_router("/drafts", drafts.router)
    api.add_router("/deliveries", deliveries.router)
    return api
