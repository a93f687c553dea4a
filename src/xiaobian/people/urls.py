"""Pages about the team, the brand and oneself: /desk/people/…"""

from __future__ import annotations

from django.urls import path

from xiaobian.people.views import brand, me, team, tokens, trail

app_name = "people"
urlpatterns = [
    path("people/team/", team.team, name="team"),
    path("people/team/invite/", team.invite, name="invite"),
    path("people/team/permissions/", team.permissions, name="permissions"),
    path("people/team/invitations/<uuid:pk>/revoke/", team.revoke, name="revoke"),
    path("people/team/<uuid:pk>/role/", team.role, name="role"),
    path("people/team/<uuid:pk>/remove/", team.remove, name="remove"),
    path("people/brand/", brand.settings, name="settings"),
    path("people/trail/", trail.trail, name="trail"),
    path("people/trail/export/", trail.export, name="trail_export"),
    path("people/tokens/", tokens.tokens, name="tokens"),
    path("people/tokens/<uuid:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("people/mail/", me.mail, name="mail"),
    path("people/me/", me.me, name="me"),
    path("people/security/", me.security, name="security"),
    path("people/security/sign-out-elsewhere/", me.sign_out_elsewhere, name="sign_out_elsewhere"),
]
