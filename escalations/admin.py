"""Policies and calendars under administration; a change raises the version, and running clocks follow the calendar."""

from functools import partial

from django.contrib import admin
from django.db import transaction

from escalations import clocks
from escalations.calendars import bump
from escalations.models import Allowance, Calendar, Deadline, Escalation, Holiday, Pause, Policy, SweepRun
from institutions.administration import Kept, Recorded


@admin.register(Policy)
class PolicyAdmin(Kept):
    """A clock that runs keeps the policy version it was started by; the next one takes the new."""

    natural_key = ("kind", "ladder", "level", "severity")
    decided = ("version",)
    list_display = (
        "title",
        "ladder",
        "level",
        "severity",
        "holder",
        "acknowledge_days",
        "act_days",
        "version",
        "during",
    )
    list_filter = ("kind", "ladder", "level", "severity")
    search_fields = ("title", "title_hi", "holder", "source")

    def save_model(self, request, obj: Policy, form, change: bool) -> None:
        if change and form.changed_data:
            obj.version += 1
        super().save_model(request, obj, form, change)


@admin.register(Allowance)
class AllowanceAdmin(Kept):
    natural_key = ("code",)
    list_display = ("code", "value", "title", "source")
    search_fields = ("code", "title")


class HolidayInline(admin.TabularInline):
    """Days off; one that does not hold is set to “not a holiday here”, so that it is not seeded again."""

    model = Holiday
    extra = 0
    can_delete = False


@admin.register(Calendar)
class CalendarAdmin(Kept):
    natural_key = ("state", "body")
    decided = ("version",)
    list_display = ("name", "state", "body", "weekend", "closes_at", "version")
    list_filter = ("weekend",)
    list_select_related = ("state", "body")
    search_fields = ("name", "state__code", "state__name", "body__code")
    autocomplete_fields = ("state", "body")
    inlines = (HolidayInline,)

    def save_related(self, request, form, formsets, change: bool) -> None:
        """Raise the version, and once all is saved count the running clocks afresh, as the calendar page does."""
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(formset.has_changed() for formset in formsets)):
            bump(form.instance)
            transaction.on_commit(partial(clocks.recount, calendar=form.instance))


@admin.register(Pause)
class PauseAdmin(Recorded):
    list_display = ("starts_on", "ends_on", "reason", "case", "state", "order_reference", "by_post")
    list_filter = ("reason", "state")
    list_select_related = ("case", "state", "by_post__body")
    search_fields = ("=case__reference", "order_reference")
    ordering = ("-id",)


@admin.register(Deadline)
class DeadlineAdmin(Recorded):
    list_display = ("case", "kind", "level", "cycle", "post", "due_at", "state", "attempts", "error")
    list_filter = ("state", "kind", "level")
    list_select_related = ("case", "post__body")
    search_fields = ("=case__reference",)
    ordering = ("-id",)


@admin.register(Escalation)
class EscalationAdmin(Recorded):
    list_display = ("fired_at", "case", "from_level", "to_level", "to_post")
    list_filter = ("to_level",)
    list_select_related = ("case", "to_post__body")
    search_fields = ("=case__reference",)
    ordering = ("-id",)


@admin.register(SweepRun)
class SweepRunAdmin(Recorded):
    list_display = ("started_at", "finished_at", "due", "fired", "skipped", "failed")
    ordering = ("-id",)
