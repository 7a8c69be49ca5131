"""Sentences of the login library that people meet here, named so that our catalogue translates them into Hindi."""

from django.utils.translation import gettext_noop as _

FROM_ALLAUTH = [
    _("Email"),
    _("Email address"),
    _("Password"),
    _("Password (again)"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Forgot your password?"),
    _("Code"),
    _("Authenticator code"),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Use your password"),
    _("Use authenticator app or code"),
]
