"""The shapes of what the API says of identified products, declared for its schema."""

from rest_framework import serializers as s

from workflow.documents import ActionDocument, CaseDetailDocument, CodedDocument, PostDocument


class ProductRowDocument(s.Serializer):
    key = s.UUIDField()
    reference = s.CharField()
    href = s.CharField()
    title = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    level = s.IntegerField()
    cycle = s.IntegerField()
    version = s.IntegerField()
    state = s.CharField()
    district = s.CharField()
    district_lgd_code = s.CharField()
    product_kind = s.CharField(help_text="good or service")
    sector = s.CharField(allow_blank=True)
    is_odop = s.BooleanField()
    indication = s.CharField(allow_null=True, help_text="Number in the register of geographical indications.")
    service_class = s.CharField(allow_null=True)
    listed_in = s.CharField(allow_blank=True, help_text="National list it came from.")
    hs_codes = s.ListField(child=s.CharField(), help_text="Confirmed ones.")
    suggested_codes = s.ListField(child=s.CharField(), help_text="Suggested by the portal or a list, not confirmed.")
    is_public = s.BooleanField(help_text="Whether a publication of it is in force.")
    holder = PostDocument(allow_null=True)
    changed_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)
    actions = ActionDocument(many=True)


class ProductListDocument(s.Serializer):
    results = ProductRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class ProductCodeDocument(s.Serializer):
    code = s.CharField()
    dotted = s.CharField()
    edition = s.CharField()
    level = s.IntegerField(help_text="Digits: 4, 6 or 8.")
    description = s.CharField()
    description_hi = s.CharField(allow_blank=True)
    confirmed = s.BooleanField()
    confirmed_at = s.DateTimeField(allow_null=True)
    confirmed_by = PostDocument(allow_null=True)
    suggested_by = s.CharField(allow_blank=True)
    score = s.FloatField(allow_null=True)


class MarketDocument(s.Serializer):
    country = s.CharField(help_text="ISO 3166-1 alpha-2.")
    name = s.CharField()
    existing = s.BooleanField(help_text="Sold there already; else a new market.")


class PublicationDocument(s.Serializer):
    number = s.IntegerField()
    published_at = s.DateTimeField()
    ended_at = s.DateTimeField(allow_null=True)
    content = s.DictField(help_text="The product as the public reads it, frozen.")


class ProductDocument(CaseDetailDocument):
    body = CodedDocument()
    due_at = s.DateTimeField(allow_null=True, help_text="When the running clock runs out.")
    product_kind = s.CharField()
    name_hi = s.CharField(allow_blank=True)
    sector = s.CharField(allow_blank=True)
    is_odop = s.BooleanField()
    indication = CodedDocument(allow_null=True)
    cluster = CodedDocument(allow_null=True)
    service_class = CodedDocument(allow_null=True)
    value_chain = s.CharField(allow_blank=True)
    listed_in = s.CharField(allow_blank=True)
    codes = ProductCodeDocument(many=True)
    markets = MarketDocument(many=True)
    publications = PublicationDocument(many=True)
