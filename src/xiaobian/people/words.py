"""The words people read for roles and rights."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiaobian.people.access import Act, Role

ROLES: dict[Role, str | Promise] = {
    Role.OWNER: pgettext_lazy("role", "Owner"),
    Role.LEAD: pgettext_lazy("role", "Lead"),
    Role.WRITER: pgettext_lazy("role", "Writer"),
    Role.DESIGNER: pgettext_lazy("role", "Designer"),
    Role.REVIEWER: pgettext_lazy("role", "Reviewer"),
    Role.SERVICE: pgettext_lazy("role", "Reader service"),
    Role.ANALYST: pgettext_lazy("role", "Analyst"),
}

ROLE_NOTES: dict[Role, str | Promise] = {
    Role.OWNER: _("everything, including the brand itself"),
    Role.LEAD: _("everything but the brand's rules and API tokens"),
    Role.WRITER: _("writes and illustrates drafts, reads the numbers"),
    Role.DESIGNER: _("pictures, drafts and the look of the site"),
    Role.REVIEWER: _("approves or returns drafts"),
    Role.SERVICE: _("decides about readers' comments"),
    Role.ANALYST: _("reads and exports the numbers"),
}

ACTS: dict[Act, str | Promise] = {
    Act.SEE: _("See drafts, the calendar and posts"),
    Act.WRITE: _("Write drafts and ask for review"),
    Act.UPLOAD: _("Add and describe pictures"),
    Act.REVIEW: _("Approve or return drafts"),
    Act.PUBLISH: _("Schedule, publish and withdraw"),
    Act.CONNECT: _("Connect accounts and set their times"),
    Act.MODERATE: _("Decide about comments"),
    Act.NUMBERS: _("Read and export numbers"),
    Act.SITE: _("Change the brand's site"),
    Act.TEAM: _("Invite and manage the team"),
    Act.BRAND: _("Change the brand, make API tokens, read the whole trail"),
}


def role_word(value: str) -> str:
    """A stored role as a word; what is no role any more is shown as it was stored."""
    return str(ROLES[Role(value)]) if value in set(Role) else value
