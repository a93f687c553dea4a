"""People: who they are, which brands they work for, and in which role."""

from xiaobian.people.models.brand import Brand
from xiaobian.people.models.invitation import Invitation
from xiaobian.people.models.member import Member
from xiaobian.people.models.token import ApiToken
from xiaobian.people.models.user import User

__all__ = ["ApiToken", "Brand", "Invitation", "Member", "User"]
