"""Where this portal differs from allauth: nobody signs up, mail may fail, and a sign-in service creates nobody."""

from smtplib import SMTPException
from urllib.parse import urljoin

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.language import remember_language
from accounts.models import User

log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is opened by an administrator, with an appointment."""
        return False

    def post_login(self, request: HttpRequest, user: User, **details) -> HttpResponse:
        """The person's own language from the first page on, unless this browser has chosen one."""
        response = super().post_login(request, user, **details)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(response, user.language)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail names the public address, whatever host the request claimed."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return urljoin(settings.SITE_URL, path.replace("UID-KEY", key))

    def send_mail(self, template_prefix: str, email: str, context_: dict) -> None:
        """Send, or say that it could not be sent: a mail server that is away is no error page."""
        try:
            super().send_mail(template_prefix, email, {**context_, "site_url": settings.SITE_URL})
        except (SMTPException, OSError) as problem:
            log.warning("account_mail_not_sent", mail=template_prefix, problem=str(problem))
            messages.error(
                context.request,
                _("The mail server does not answer, so no mail was sent. Please try again in a few minutes."),
            )


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        """What the authenticator app shows above the code."""
        return "DEH portal (demo)" if settings.DEMO else "DEH portal"


class SignInServiceAdapter(DefaultSocialAccountAdapter):
    """Parichay-like OpenID Connect: it proves who somebody is, and never makes an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin) -> None:
        """Link to the active account of an address the service has verified; refuse everybody else."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("profile"))
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified is True]
        user = User.objects.active().with_address(verified[0]).first() if verified else None
        if user is None:
            raise ImmediateHttpResponse(_refuse(request, sociallogin))
        sociallogin.connect(request, user)


def _refuse(request: HttpRequest, sociallogin) -> HttpResponseRedirect:
    log.warning("sign_in_service_refused", provider=sociallogin.account.provider)
    messages.error(
        request,
        _(
            "No account here has the e-mail address that the sign-in service confirmed. "
            "Accounts are opened with an appointment: ask the office that appointed you."
        ),
    )
    return redirect("account_login")
