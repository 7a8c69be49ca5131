"""Bodies, posts and jurisdiction under administration; appointments and credentials are made in the portal."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from institutions.administration import Kept, Recorded
from institutions.models import Appointment, Body, Credential, Jurisdiction, Post


def page_of(body: Body) -> SafeString:
    """The page of a body in the portal, where people are appointed."""
    return format_html('<a href="{}">{}</a>', reverse("body", args=[body.code]), body)


@admin.register(Body)
class BodyAdmin(Kept):
    natural_key = ("code", "kind", "state", "district", "function")
    list_display = ("code", "name", "kind", "state", "district", "retired_on")
    list_filter = ("kind", ("retired_on", admin.EmptyFieldListFilter), "state")
    list_select_related = ("state", "district")
    search_fields = ("code", "name", "name_hi", "abbreviation")
    autocomplete_fields = ("state", "district")


@admin.register(Post)
class PostAdmin(Kept):
    natural_key = ("body", "role", "seat")
    list_display = ("title", "body", "role", "seat", "retired_on")
    list_filter = ("role", "body__kind", ("retired_on", admin.EmptyFieldListFilter))
    list_select_related = ("body",)
    search_fields = ("body__code", "body__name", "title", "title_hi", "seat")
    autocomplete_fields = ("body",)


@admin.register(Appointment)
class AppointmentAdmin(Recorded):
    """Read here; made and ended on the page of the body, where the rules of who may appoint whom hold."""

    list_display = ("post", "user", "kind", "during", "order_number", "made_on_page")
    list_filter = ("kind", "post__body__kind", "post__role")
    list_select_related = ("post__body", "user")
    search_fields = ("post__body__code", "post__body__name", "user__email", "user__name", "order_number")

    @admin.display(description=_("appoint or end on the page of"))
    def made_on_page(self, row: Appointment) -> SafeString:
        return page_of(row.post.body)


@admin.register(Jurisdiction)
class JurisdictionAdmin(Kept):
    """Proposed and dated here; headquarters confirms on the page of the Regional Authority."""

    natural_key = ("body", "district")
    decided = ("confirmed",)
    list_display = ("district", "body", "during", "confirmed", "confirmed_on_page")
    list_filter = ("confirmed", "district__state")
    list_select_related = ("body", "district")
    search_fields = ("body__code", "body__name", "district__name", "=district__lgd_code")
    autocomplete_fields = ("body", "district")

    @admin.display(description=_("confirm on the page of"))
    def confirmed_on_page(self, row: Jurisdiction) -> SafeString:
        return page_of(row.body)


@admin.register(Credential)
class CredentialAdmin(Recorded):
    """Issued and revoked in the portal; the secret's hash is nobody's to read."""

    exclude = ("secret_hash",)
    list_display = ("name", "prefix", "post", "created_by", "created_at", "expires_at", "revoked_at", "last_used_at")
    list_select_related = ("post__body", "created_by")
    search_fields = ("name", "prefix", "post__body__code")
