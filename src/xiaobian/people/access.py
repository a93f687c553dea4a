"""The permission table: which role may do what. Written once, walked through by tests.

`docs/permissions.md` shows the same table; a test compares them.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member is for the brand."""

    OWNER = "owner"
    LEAD = "lead"
    WRITER = "writer"
    DESIGNER = "designer"
    REVIEWER = "reviewer"
    SERVICE = "service"
    ANALYST = "analyst"


class Act(StrEnum):
    """What the desk asks permission for."""

    SEE = "see"  # open the desk, read drafts, the calendar and post pages
    WRITE = "write"  # make and change drafts, ask for review
    UPLOAD = "upload"  # add and describe media
    REVIEW = "review"  # approve or return
    PUBLISH = "publish"  # promise deliveries, move, withdraw, settle unknown ones
    CONNECT = "connect"  # connect and disconnect accounts, change their slots
    MODERATE = "moderate"  # decide about visitors' comments
    NUMBERS = "numbers"  # read and export figures
    SITE = "site"  # change the look and pages of the brand's own site
    TEAM = "team"  # invite, change roles, remove members
    BRAND = "brand"  # change the brand, its rules; make API tokens; read the whole trail


_R = Role
TABLE: dict[Act, frozenset[Role]] = {
    Act.SEE: frozenset(Role),
    Act.WRITE: frozenset({_R.OWNER, _R.LEAD, _R.WRITER, _R.DESIGNER}),
    Act.UPLOAD: frozenset({_R.OWNER, _R.LEAD, _R.WRITER, _R.DESIGNER}),
    Act.REVIEW: frozenset({_R.OWNER, _R.LEAD, _R.REVIEWER}),
    Act.PUBLISH: frozenset({_R.OWNER, _R.LEAD}),
    Act.CONNECT: frozenset({_R.OWNER, _R.LEAD}),
    Act.MODERATE: frozenset({_R.OWNER, _R.LEAD, _R.SERVICE}),
    Act.NUMBERS: frozenset({_R.OWNER, _R.LEAD, _R.WRITER, _R.ANALYST}),
    Act.SITE: frozenset({_R.OWNER, _R.LEAD, _R.DESIGNER}),
    Act.TEAM: frozenset({_R.OWNER, _R.LEAD}),
    Act.BRAND: frozenset({_R.OWNER}),
}


def allowed(role: Role, act: Act) -> bool:
    """Whether `role` may do `act`."""
    return role in TABLE[act]


def grants(giver: Role, role: Role) -> bool:
    """Whether `giver` may give or take `role`: only owners make and unmake owners."""
    return allowed(giver, Act.TEAM) and (giver is Role.OWNER or role is not Role.OWNER)
