"""How a connected system says who it is: a body's token in the Authorization header becomes `request.actor`."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle

from institutions import clock
from institutions.actors import Actor
from institutions.models import Credential

USE_NOTED_EVERY = timedelta(hours=1)  # `last_used_at` is for the officer who weeds out credentials, not a log


class BodyToken(BaseAuthentication):
    """`Authorization: Bearer deh_….…`: the actor is the post of the body that the credential was issued to."""

    def authenticate(self, request) -> tuple[AnonymousUser, Credential] | None:
        scheme, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if not scheme:
            return None
        credential = Credential.find(token.strip()) if scheme.lower() == "bearer" and "\x00" not in token else None
        if credential is None:
            raise AuthenticationFailed(
                _("This credential is not known, has expired or was revoked. Ask for a new one.")
            )
        note_use(credential)
        request._request.actor = Actor(kind="credential", credential=credential)
        request._request.appointments = []
        return AnonymousUser(), credential

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="DEH portal"'


def note_use(credential: Credential) -> None:
    """Keep when a credential was last used, to the hour."""
    now = clock.now()
    if credential.last_used_at is None or now - credential.last_used_at >= USE_NOTED_EVERY:
        Credential.objects.filter(pk=credential.pk).update(last_used_at=now)


class IsSomebody(BasePermission):
    """A logged-in person or a connected system; what they see and may do is decided case by case."""

    def has_permission(self, request, view) -> bool:
        return request.user.is_authenticated or isinstance(request.auth, Credential)


class PerActor(SimpleRateThrottle):
    """So many requests a minute for each credential and each person, whatever address they come from."""

    scope = "api"

    def get_cache_key(self, request, view) -> str | None:
        if isinstance(request.auth, Credential):
            return f"throttle:credential:{request.auth.pk}"
        return f"throttle:user:{request.user.pk}" if request.user.is_authenticated else None


class BodyTokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes the token."""

    target_class = BodyToken
    name = "bodyToken"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A credential of a body, issued by its committee."}
