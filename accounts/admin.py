"""Accounts in the administration pages: created here with an appointment, closed but never deleted."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.utils.translation import gettext_lazy as _
from pghistory.admin import EventModelAdmin

from accounts.models import User, UserEvent


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People and their access to these pages; what they may do in the portal follows from their appointments."""

    add_form = AdminUserCreationForm
    ordering = ["name"]
    list_display = ["email", "name", "language", "is_active", "is_staff", "is_demo", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "is_demo", "language"]
    search_fields = ["email", "name", "name_hi"]
    readonly_fields = ["last_login"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "name_hi", "language"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "is_demo", "groups", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "language", "usable_password", "password1", "password2"]})]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(UserEvent)
class UserEventAdmin(EventModelAdmin):
    """Every change of an account, as the database recorded it; passwords are not in it."""

    list_display = ["pgh_created_at", "pgh_label", "email", "name", "is_active", "is_staff", "is_superuser"]
    list_filter = ["pgh_label", "is_staff", "is_superuser"]
    search_fields = ["email", "name"]
