"""Rules of procedure, composition and competencies under administration; a committee's work to be read only."""

from django.contrib import admin

from committees.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Circulation,
    Competency,
    CompositionRow,
    Constitution,
    Decision,
    Erratum,
    Meeting,
    MeetingReview,
    MissedMeeting,
    ProcedureRule,
    Revival,
    Seal,
    Series,
    SignOff,
    SubGroup,
    SubGroupSeat,
    Traineeship,
)
from institutions.administration import Kept, Recorded, RecordedInline

BY_CASE = ("=case__reference", "case__title", "body__code", "body__name")


@admin.register(ProcedureRule)
class ProcedureRuleAdmin(Kept):
    """How a committee works from when: rules are ended by their last date and followed by others."""

    natural_key = ("kind", "body")
    list_display = ("kind", "body", "during", "interval_months", "quorum_number", "required", "source")
    list_filter = ("kind",)
    list_select_related = ("body",)
    search_fields = ("source", "body__code", "body__name")
    autocomplete_fields = ("body",)


@admin.register(CompositionRow)
class CompositionRowAdmin(Kept):
    natural_key = ("committee", "role", "seat")
    list_display = ("committee", "position", "office", "role", "seat", "category", "invited", "retired_on")
    list_filter = ("committee", "category", ("retired_on", admin.EmptyFieldListFilter))
    search_fields = ("office", "office_hi", "seat")


@admin.register(Competency)
class CompetencyAdmin(Kept):
    natural_key = ("code",)
    list_display = ("code", "name", "name_hi", "position", "retired_on")
    list_filter = (("retired_on", admin.EmptyFieldListFilter),)
    search_fields = ("code", "name", "name_hi")


@admin.register(Constitution)
class ConstitutionAdmin(Recorded):
    list_display = ("case", "body", "order_number", "ordered_on", "during")
    list_select_related = ("case", "body")
    search_fields = ("order_number", *BY_CASE)
    ordering = ("-case_id",)


class SeatInline(RecordedInline):
    model = SubGroupSeat
    fields = readonly_fields = ("post", "during")


@admin.register(SubGroup)
class SubGroupAdmin(Recorded):
    list_display = ("name", "body", "kind", "lead", "formed_on", "dissolved_on")
    list_filter = ("kind",)
    list_select_related = ("body", "lead__body")
    search_fields = ("name", "body__code", "body__name")
    ordering = ("-id",)
    inlines = (SeatInline,)


@admin.register(Series)
class SeriesAdmin(Recorded):
    list_display = ("body", "every_months", "first_at", "until", "by_post")
    list_select_related = ("body", "by_post__body")
    search_fields = ("body__code", "body__name")
    ordering = ("-id",)


class ItemInline(RecordedInline):
    model = AgendaItem
    fields = readonly_fields = ("position", "kind", "title", "about", "dropped_at")


class AttendanceInline(RecordedInline):
    model = Attendance
    fields = readonly_fields = ("post", "state", "recorded_at")


@admin.register(Meeting)
class MeetingAdmin(Recorded):
    list_display = ("case", "body", "kind", "number", "starts_at", "mode", "quorate", "counted", "needed")
    list_filter = ("kind", "mode", "quorate")
    list_select_related = ("case", "body")
    search_fields = BY_CASE
    exclude = ("online_link",)  # for the members
    ordering = ("-case_id",)
    inlines = (ItemInline, AttendanceInline)


@admin.register(Decision)
class DecisionAdmin(Recorded):
    list_display = ("item", "kind", "act", "provisional", "counted", "needed", "made_at")
    list_filter = ("kind", "act", "provisional")
    list_select_related = ("item",)
    search_fields = ("=item__meeting__case__reference", "text")
    ordering = ("-id",)


@admin.register(Seal)
class SealAdmin(Recorded):
    list_display = ("meeting", "language", "code", "record_sha256", "sha256", "sealed_at", "error")
    list_filter = ("language",)
    list_select_related = ("meeting__case",)
    search_fields = ("=code", "=sha256", "=meeting__case__reference")
    ordering = ("-id",)


@admin.register(Erratum)
class ErratumAdmin(Recorded):
    list_display = ("meeting", "number", "text", "by_post", "at")
    list_select_related = ("meeting__case", "by_post__body")
    search_fields = ("=meeting__case__reference", "text")
    ordering = ("-id",)


@admin.register(ActionPoint)
class ActionPointAdmin(Recorded):
    list_display = ("case", "body", "owner", "due_on", "extensions", "result")
    list_select_related = ("case", "body", "owner__body")
    search_fields = BY_CASE
    ordering = ("-case_id",)


@admin.register(Circulation)
class CirculationAdmin(Recorded):
    list_display = ("case", "body", "closes_on", "agreed", "against", "silent")
    list_select_related = ("case", "body")
    search_fields = BY_CASE
    ordering = ("-case_id",)


class MissedInline(RecordedInline):
    model = MissedMeeting
    fields = readonly_fields = ("body", "due_on", "last_held_on")


@admin.register(MeetingReview)
class MeetingReviewAdmin(Recorded):
    list_display = ("case", "body", "month")
    list_select_related = ("case", "body")
    search_fields = BY_CASE
    ordering = ("-case_id",)
    inlines = (MissedInline,)


@admin.register(Revival)
class RevivalAdmin(Recorded):
    list_display = ("case", "body", "silent_since", "meets_on")
    list_select_related = ("case", "body")
    search_fields = BY_CASE
    ordering = ("-case_id",)


class SignOffInline(RecordedInline):
    model = SignOff
    fields = readonly_fields = ("competency", "basis", "by_post", "at")


@admin.register(Traineeship)
class TraineeshipAdmin(Recorded):
    list_display = ("case", "body", "trainee", "mentor", "responsibility", "began_on")
    list_select_related = ("case", "body", "trainee__body", "mentor__body")
    search_fields = BY_CASE
    ordering = ("-case_id",)
    inlines = (SignOffInline,)
