"""Notices and their way to people under administration: to be read only."""

from django.contrib import admin

from institutions.administration import Recorded
from notices.models import Delivery, Mail, Notice


@admin.register(Notice)
class NoticeAdmin(Recorded):
    list_display = ("number", "created_at", "case", "recipient", "purpose", "reply_by", "read_at")
    list_filter = ("purpose",)
    list_select_related = ("case", "recipient__body")
    search_fields = ("=number", "=case__reference")


@admin.register(Mail)
class MailAdmin(Recorded):
    list_display = ("created_at", "address", "state", "attempts", "sent_at", "error")
    list_filter = ("state",)
    search_fields = ("address", "=message_id")
    ordering = ("-created_at",)


@admin.register(Delivery)
class DeliveryAdmin(Recorded):
    list_display = ("created_at", "notice", "appointment", "state", "mail")
    list_filter = ("state",)
    list_select_related = ("notice", "appointment__user", "appointment__post__body", "mail")
    search_fields = ("=notice__number",)
    ordering = ("-id",)
