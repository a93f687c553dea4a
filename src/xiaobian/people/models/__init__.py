"""People: who they are, which brands they work for, and in which role."""

from xiaobian.people.models.brand import Brand
from xiaobian.people.models.invitation import Closed, Invitation
from xiaobian.people.models.mail import KeptMail
from xiaobian.people.models.member import LastOwner, Member, NotYours
from xiaobian.people.models.token import ApiToken
from xiaobian.people.models.user import User

__all__ = [
    "ApiToken",
    "Brand",
    "Closed",
    "Invitation",
    "KeptMail",
    "LastOwner",
    "Member",
    "NotYours",
    "User",
]
