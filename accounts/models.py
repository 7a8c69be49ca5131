"""The person who logs in. What a person may do comes from appointments to posts, never from the account."""

from __future__ import annotations

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

DEMO_SUFFIX = ".invalid"


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    HINDI = "hi", _("Hindi")


class UserQuerySet(models.QuerySet):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def with_address(self, email: str) -> UserQuerySet:
        """Whoever logs in with an address, however it is capitalised."""
        return self.alias(address=Lower("email")).filter(address=email.strip().lower())


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        """A new account; without a password it can only be entered after a reset by mail."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email: str) -> User:
        return self.with_address(email).get()

    @classmethod
    def normalize_email(cls, email: str) -> str:
        """Addresses are kept in lower case: officers type them on phones that capitalise the first letter."""
        return email.strip().lower()


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["password", "last_login"]
)
class User(AbstractBaseUser, PermissionsMixin):
    """An officer, known by an e-mail address; no mobile number: designations are published, not people [DPDP]."""

    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("This address has an account.")}
    )
    name = models.CharField(_("name"), max_length=120)
    name_hi = models.CharField(_("name in Hindi"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Clear this to close the account; accounts with a past are never deleted."),
    )
    is_staff = models.BooleanField(_("may open the administration pages"), default=False)
    is_demo = models.BooleanField(
        _("demonstration account"), default=False, help_text=_("An invented person; the address ends in “.invalid”.")
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message=_("This address has an account."),
            ),
            models.CheckConstraint(
                condition=Q(is_demo=False) | Q(email__iendswith=DEMO_SUFFIX),
                name="demo_address_is_invalid",
                violation_error_message=_("The address of a demonstration account ends in “.invalid”."),
            ),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="account_language_is_known"),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language())

    def clean(self) -> None:
        self.email = type(self).objects.normalize_email(self.email)

    def name_in(self, language: str | None) -> str:
        return self.name_hi if language == "hi" and self.name_hi else self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
