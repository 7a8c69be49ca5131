"""Verbs on accounts. An account alone gives no access: the appointment does."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Language, User


@transaction.atomic
def open_account(*, email: str, name: str, name_hi: str = "", language: str = Language.ENGLISH) -> User:
    """The account of an address, opened now if there is none; the person sets a password through a mail."""
    known = User.objects.select_for_update().with_address(email).first()
    return known or User.objects.create_user(email, name=name, name_hi=name_hi, language=language)


def forget_former_addresses(user: User) -> None:
    """Let only the present address log in or reset the password: an office mailbox passes to the successor."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
