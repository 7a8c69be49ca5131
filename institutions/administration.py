"""The two kinds of administration pages: what is kept and corrected, and what only operations may write."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse


class Kept(admin.ModelAdmin):
    """Reference data and configuration: corrected or retired, with history (the Events button), never deleted.

    `natural_key` is what papers and other rows name: it is fixed once the row exists. `decided` is written elsewhere.
    """

    natural_key: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> type[ModelForm]:
        """Disabled rather than left out: the constraints are then still checked with them, and refuse in words."""
        form = super().get_form(request, obj, **kwargs)
        for name in (*self.decided, *self.natural_key) if obj else self.decided:
            if name in form.base_fields:
                form.base_fields[name].disabled = True
        return form


class Recorded(admin.ModelAdmin):
    """What operations wrote, to be read: whoever wants to change it goes through the portal, like everybody else."""

    actions = None
    show_full_result_count = False
    list_per_page = 50

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class RecordedInline(admin.TabularInline):
    """Rows that belong to a record, read with it."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
