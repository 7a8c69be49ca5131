"""Cases and their history under administration: to be read only."""

from django.contrib import admin

from cases.models import Case, Event, Evidence, Involvement, Receipt
from institutions.administration import Recorded, RecordedInline


class InvolvementInline(RecordedInline):
    model = Involvement
    fields = readonly_fields = ("body", "role", "since", "until")


@admin.register(Case)
class CaseAdmin(Recorded):
    list_display = ("reference", "title", "kind", "status", "level", "holder", "changed_at")
    list_filter = ("kind", "status", "level", "state")
    list_select_related = ("holder__body",)
    search_fields = ("=reference", "title", "=external_ref")
    ordering = ("-id",)
    inlines = (InvolvementInline,)


@admin.register(Event)
class EventAdmin(Recorded):
    exclude = ("xact",)
    list_display = ("recorded_at", "case", "verb", "source", "target", "level", "actor_kind", "actor_post")
    list_filter = ("verb", "actor_kind")
    list_select_related = ("case", "actor_post__body")
    search_fields = ("=case__reference", "=request_id")
    ordering = ("-id",)


@admin.register(Involvement)
class InvolvementAdmin(Recorded):
    list_display = ("case", "body", "role", "since", "until")
    list_filter = ("role",)
    list_select_related = ("case", "body")
    search_fields = ("=case__reference", "body__code", "body__name")
    ordering = ("-id",)


@admin.register(Evidence)
class EvidenceAdmin(Recorded):
    list_display = ("name", "case", "kind", "content_type", "size", "state", "added_at", "scanned_at")
    list_filter = ("state", "content_type")
    list_select_related = ("case",)
    search_fields = ("=case__reference", "name", "=sha256")
    ordering = ("-id",)


@admin.register(Receipt)
class ReceiptAdmin(Recorded):
    list_display = ("created_at", "scope", "verb", "case")
    list_select_related = ("case",)
    search_fields = ("=case__reference", "=scope")
    ordering = ("-id",)
    exclude = ("token", "fingerprint")
