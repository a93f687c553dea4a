"""The editor's page and the answers to its saves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xiaobian.accounts.models import Account
from xiaobian.drafts.content import LONGEST_TEXT, LONGEST_TITLE, Content
from xiaobian.drafts.figures import figures
from xiaobian.drafts.models import Draft
from xiaobian.people.access import Act

LANGUAGES = (("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文"), ("en", "English"), ("ja", "日本語"))


def editor_page(
    request: HttpRequest,
    draft: Draft | None,
    pk: UUID,
    *,
    typed: QueryDict | None = None,
    problem: str = "",
    conflict: bool = False,
) -> HttpResponse:
    """The page of one draft, written or not yet; `typed` is what a plain form couldn't keep."""
    accounts = list(Account.objects.of(request.brand))
    aimed = set(draft.targets.values_list("pk", flat=True)) if draft else {a.pk for a in accounts}
    content = draft.content if draft else Content(language=language_of(request))
    may_write = request.member.may(Act.WRITE) and not (draft and draft.archived_at)
    context = {
        "draft": draft,
        "pk": pk,
        "content": content,
        "text": typed.get("text", "") if typed else content.text,
        "title": typed.get("title", "") if typed else content.title,
        "accounts": [(account, account.pk in aimed) for account in accounts],
        "languages": LANGUAGES,
        "may_write": may_write,
        "figures": figures(content.text),
        "version": draft.versions.first() if draft else None,
        "problem": problem,
        "conflict": conflict,
        "desk": editor_data(request, draft, pk, content, accounts) if may_write else None,
        "limits": {"title": LONGEST_TITLE, "text": LONGEST_TEXT},
    }
    status = 409 if conflict else 422 if problem else 200
    return render(request, "drafts/show.html", context, status=status)


def editor_data(
    request: HttpRequest, draft: Draft | None, pk: UUID, content: Content, accounts: list[Account]
) -> dict[str, Any]:
    """What the editor's script starts from. JSON keeps every character; a textarea doesn't."""
    return {
        "id": str(pk),
        "new": draft is None,
        "user": str(request.user.pk),
        "content": content.to_json(),
        "revision": draft.revision if draft else 0,
        "longest": LONGEST_TEXT,
        "accounts": [{"id": str(a.pk), "name": a.name} for a in accounts],
        "urls": {
            "save": reverse("drafts:save", args=[pk]),
            "show": reverse("drafts:show", args=[pk]),
            "preview": reverse("drafts:preview"),
            "difference": reverse("drafts:difference"),
            "pictures": reverse("drafts:pictures"),
            "upload": _address("media:upload"),
        },
        "words": words(),
    }


def answer_saved(draft: Draft) -> JsonResponse:
    """What the editor needs after a save."""
    return JsonResponse({"revision": draft.revision, "at": draft.edited_at.isoformat()})


def answer_conflict(current: Draft) -> JsonResponse:
    """Somebody saved first: what stands now, and whose it is. Nothing was written."""
    answer = {
        "error": "conflict",
        "revision": current.revision,
        "content": current.content.to_json(),
        "by": str(current.edited_by),
        "by_id": str(current.edited_by_id),
        "at": current.edited_at.isoformat(),
    }
    return JsonResponse(answer, status=409)


def language_of(request: HttpRequest) -> str:
    """The language that a new text of this brand is probably written in."""
    return "zh-Hans" if request.brand.language.lower().startswith("zh") else request.brand.language


def words() -> dict[str, str]:
    """Everything the editor's script says, in the reader's language."""
    return {
        "saved": _("Saved"),
        "saving": _("Saving…"),
        "changed": _("Not saved yet"),
        "offline": _("No connection. Your text is kept on this device and saved when it is back."),
        "signed_out": _("You are signed out. Your text is kept on this device."),
        "sign_in": _("Sign in in a new tab, then save again"),
        "forbidden": _("You may no longer change this draft. Your text is kept on this device."),
        "gone": _("This draft is no longer there. Your text is kept on this device."),
        "failed": _("The desk could not save. Your text is kept on this device; it tries again."),
        "too_long": _(
            "The text has {length} characters; the desk keeps at most {maximum}. It is kept on this "
            "device: shorten it or divide it."
        ),
        "lost": _("Text from {when} was never saved. Do you want it back?"),
        "conflict": _("{name} changed this draft while you were writing. Nothing was overwritten."),
        "conflict_own": _("This draft was changed in another tab. Nothing was overwritten."),
        "theirs": _("Take theirs"),
        "mine": _("Keep mine as a new version"),
        "copy": _("Copy mine"),
        "copied": _("Copied"),
        "take": _("Take it back"),
        "drop": _("Drop it"),
        "show": _("Show what differs"),
        "uploading": _("Uploading {name}…"),
        "not_uploaded": _("{name} could not be uploaded."),
        "link_text": _("text"),
        "same": _("This account says the same as everywhere."),
        "differs": _("This account says something of its own."),
        "written": _("Text"),
    }


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
