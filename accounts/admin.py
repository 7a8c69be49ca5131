"""Accounts in the administration pages: opened here for an appointment, closed but never deleted."""

from allauth.account import admin as _addresses  # noqa: F401  (allauth registers first, we correct it)
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _factors  # noqa: F401  (registers first, as above)
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as _services  # noqa: F401  (registers first, as above)
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions import admin as _sessions  # noqa: F401  (registers first, as above)
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.utils.translation import gettext_lazy as _
from pghistory.admin import EventModelAdmin

from accounts.actions import forget_former_addresses
from accounts.models import User, UserEvent

# One way in, with throttle and second factor; and no second place for addresses, secrets of services or sessions.
admin.site.login = secure_admin_login(admin.site.login)
for model in (EmailAddress, SocialApp, SocialToken, UserSession, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People and their access to these pages; what they may do in the portal follows from their appointments."""

    add_form = AdminUserCreationForm
    ordering = ["name"]
    list_display = ["email", "name", "language", "is_active", "is_staff", "is_demo", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "is_demo", "language"]
    search_fields = ["email", "name", "name_hi"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "name_hi", "language"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "is_demo", "groups", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "language", "usable_password", "password1", "password2"]})]

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        """Nobody but a superuser hands out access to these pages."""
        reserved = [] if request.user.is_superuser else ["is_staff", "is_superuser", "groups"]
        return ["last_login", *reserved]

    def has_change_permission(self, request, obj=None) -> bool:
        """A superuser's account, its password above all, is changed by superusers only."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        forget_former_addresses(obj)


@admin.register(UserEvent)
class UserEventAdmin(EventModelAdmin):
    """Every change of an account, as the database recorded it; passwords are not in it."""

    list_display = ["pgh_created_at", "pgh_label", "email", "name", "is_active", "is_staff", "is_superuser"]
    list_filter = ["pgh_label", "is_staff", "is_superuser"]
    search_fields = ["email", "name"]


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """Second factors: never shown, only taken away from somebody who has lost the telephone."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__email", "user__name"]
    list_select_related = ["user"]
    fields = readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(UserSession)
class UserSessionAdmin(admin.ModelAdmin):
    """Who is logged in from where; deleting a row here is not logging out, so it is only shown."""

    list_display = ["user", "created_at", "last_seen_at", "ip", "user_agent"]
    search_fields = ["user__email", "user__name", "ip"]
    list_select_related = ["user"]
    fields = ["user", "created_at", "last_seen_at", "ip", "user_agent"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
