"""The shapes of the API's answers, declared for its schema; the schema's tests hold the answers to them."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s

IF_MATCH = OpenApiParameter(
    "If-Match", str, "header", description="The ETag, or the version in quotation marks; a newer record is a 409."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "pattern": "^[!-~]{1,120}$"}, "header",
    description="A key of your own: sent again with the same content, the first answer comes back.",
)  # fmt: skip


def refusals(*statuses: int) -> dict[tuple[int, str], type]:
    """The problem documents an operation can answer with."""
    return {(status, "application/problem+json"): ProblemDocument for status in statuses}


class FieldErrorDocument(s.Serializer):
    field = s.CharField(allow_blank=True, help_text="Name of the field; empty for the request as a whole.")
    code = s.CharField()
    detail = s.CharField()


class StandDocument(s.Serializer):
    reference = s.CharField(allow_null=True)
    version = s.IntegerField()
    status = s.CharField()
    level = s.IntegerField()


class ProblemDocument(s.Serializer):
    """RFC 9457; sent as application/problem+json."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    code = s.CharField()
    detail = s.CharField(help_text="A sentence for the person who reads it.")
    errors = FieldErrorDocument(many=True, required=False)
    case = StandDocument(required=False, help_text="Of a 409: where the case stands now.")


class PostDocument(s.Serializer):
    """A post by its designation; never the person in it."""

    id = s.IntegerField()
    role = s.CharField()
    title = s.CharField()
    body = s.CharField(help_text="Code of its body.")
    body_name = s.CharField()


class PlaceDocument(s.Serializer):
    lgd_code = s.CharField()
    code = s.CharField()
    name = s.CharField()


class CodedDocument(s.Serializer):
    code = s.CharField()
    name = s.CharField()


class ActionDocument(s.Serializer):
    """A move the caller may make now."""

    verb = s.CharField()
    label = s.CharField()
    method = s.CharField()
    href = s.CharField()
    inputs = s.CharField(help_text="Name of the component with the fields it asks for.")


class ByDocument(s.Serializer):
    kind = s.CharField()
    post = PostDocument(allow_null=True)


class EventDocument(s.Serializer):
    version = s.IntegerField()
    verb = s.CharField()
    label = s.CharField()
    source = s.CharField(allow_blank=True)
    target = s.CharField()
    level = s.IntegerField()
    cycle = s.IntegerField()
    by = ByDocument()
    holder = PostDocument(allow_null=True)
    text = s.CharField(allow_blank=True)
    recorded_at = s.DateTimeField()
    effective_on = s.DateField()


class EvidenceDocument(s.Serializer):
    key = s.UUIDField()
    name = s.CharField()
    content_type = s.CharField()
    size = s.IntegerField()
    sha256 = s.CharField()
    state = s.CharField()
    added_at = s.DateTimeField()


class CaseRowDocument(s.Serializer):
    key = s.UUIDField()
    kind = s.CharField()
    reference = s.CharField(allow_null=True)
    href = s.CharField(allow_null=True)
    title = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    level = s.IntegerField()
    version = s.IntegerField()
    state = s.CharField(allow_null=True)
    district = s.CharField(allow_null=True)
    holder = PostDocument(allow_null=True)
    changed_at = s.DateTimeField()


class CaseListDocument(s.Serializer):
    results = CaseRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class CaseDetailDocument(s.Serializer):
    """What a case of any kind shows; each kind adds its own facts."""

    key = s.UUIDField()
    kind = s.CharField()
    reference = s.CharField(allow_null=True)
    title = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    level = s.IntegerField()
    cycle = s.IntegerField()
    version = s.IntegerField(help_text="Send it back in If-Match.")
    state = PlaceDocument(allow_null=True)
    district = PlaceDocument(allow_null=True)
    origin = CodedDocument()
    holder = PostDocument(allow_null=True)
    holder_since = s.DateTimeField(allow_null=True)
    external_system = s.CharField(allow_blank=True)
    external_ref = s.CharField(allow_blank=True)
    duplicate_of = s.CharField(allow_null=True)
    created_at = s.DateTimeField()
    opened_at = s.DateTimeField(allow_null=True)
    changed_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)
    events = EventDocument(many=True)
    evidence = EvidenceDocument(many=True)
    actions = ActionDocument(many=True)
