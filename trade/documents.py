"""The shapes of what the API says of special focus, declared for its schema."""

from rest_framework import serializers as s

from workflow.documents import ActionDocument, CaseDetailDocument, CodedDocument, PostDocument


class FocusFigures(s.Serializer):
    hs_code = s.CharField(help_text="Code of the product in the trade data, digits alone.")
    edition = s.CharField(help_text="Edition of the classification, for example HS2022.")
    period = s.CharField(help_text="FY2025 is April 2024 to March 2025.")
    usd = s.CharField(help_text="Exports of the district in US dollars, as a decimal number.")
    share = s.FloatField(help_text="Of all of India's exports of the product, between 0 and 1.")


class FocusRowDocument(FocusFigures):
    key = s.UUIDField()
    reference = s.CharField()
    href = s.CharField()
    title = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    level = s.IntegerField()
    version = s.IntegerField()
    state = s.CharField()
    district = s.CharField()
    district_lgd_code = s.CharField()
    is_standing = s.BooleanField(help_text="Asked and not answered.")
    product = s.CharField(allow_null=True, help_text="Reference of the identified product it became.")
    holder = PostDocument(allow_null=True)
    changed_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)
    actions = ActionDocument(many=True, help_text="Always empty: a special focus is answered on its page.")


class FocusListDocument(s.Serializer):
    results = FocusRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class FocusDocument(CaseDetailDocument, FocusFigures):
    body = CodedDocument()
    due_at = s.DateTimeField(allow_null=True, help_text="When the running clock runs out.")
    is_standing = s.BooleanField(help_text="Asked and not answered.")
    product = s.CharField(allow_null=True, help_text="Reference of the identified product it became.")
    source = s.CharField(help_text="Where the figures come from.")
    source_on = s.DateField(help_text="Date of that table.")
