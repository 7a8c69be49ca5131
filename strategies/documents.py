"""The shapes of what the API says of plans, strategies and conditions, declared for its schema."""

from rest_framework import serializers as s

from workflow.documents import CaseDetailDocument, CodedDocument, PostDocument


class DocumentRowDocument(s.Serializer):
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
    district = s.CharField(allow_null=True, help_text="Null for a strategy.")
    district_lgd_code = s.CharField(allow_null=True)
    first_year = s.IntegerField(help_text="Financial year by the year it begins in: 2026 is 2026-27.")
    last_year = s.IntegerField()
    due_at = s.DateTimeField(allow_null=True, help_text="When the running clock runs out.")
    adopted_at = s.DateTimeField(
        allow_null=True, help_text="Since when the adoption in force is on record here; its order may be older."
    )
    adopted_before_portal = s.BooleanField(help_text="The order is older than the committee’s work here.")
    being_brought_in = s.BooleanField(help_text="Adopted before the portal, not confirmed yet.")
    holder = PostDocument(allow_null=True)
    changed_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)


class DocumentListDocument(s.Serializer):
    results = DocumentRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class SectionDocument(s.Serializer):
    code = s.CharField()
    name = s.CharField()
    text = s.CharField(allow_blank=True)
    committee_only = s.BooleanField(help_text="Left out of the public version.")


class TargetDocument(s.Serializer):
    id = s.IntegerField()
    kind = s.CharField()
    title = s.CharField()
    product = s.CharField(allow_null=True, help_text="Reference of an identified product.")
    unit = s.CharField()
    baseline = s.CharField(allow_null=True, help_text="Figures are decimal strings.")
    baseline_year = s.IntegerField(allow_null=True)
    source = s.CharField(allow_blank=True)
    years = s.DictField(child=s.CharField(), help_text="Financial year to figure.")


class MissingDocument(s.Serializer):
    part = s.CharField()
    sentence = s.CharField()


class ApprovalDocument(s.Serializer):
    by = PostDocument()
    at = s.DateTimeField()


class VersionRowDocument(s.Serializer):
    number = s.IntegerField()
    cycle = s.IntegerField()
    sha256 = s.CharField(help_text="Of the canonical JSON of its content.")
    submitted_at = s.DateTimeField()
    submitted_by = PostDocument()
    approvals = ApprovalDocument(many=True)


class AdoptionDocument(s.Serializer):
    version = s.IntegerField()
    order_number = s.CharField()
    order_date = s.DateField()
    eoffice_number = s.CharField(allow_blank=True)
    adopted_at = s.DateTimeField()
    ended_at = s.DateTimeField(allow_null=True)
    before_portal = s.BooleanField(help_text="Brought in: adopted_at is when that was, order_date when it was adopted.")


class PaperAdoptionDocument(s.Serializer):
    order_number = s.CharField()
    order_date = s.DateField()
    issued_by = s.CharField()
    plan = s.UUIDField(help_text="Key of the evidence: the plan as it was adopted.")
    order = s.UUIDField(help_text="Key of the evidence: the order.")


class ConditionBriefDocument(s.Serializer):
    reference = s.CharField()
    status = s.CharField()
    text = s.CharField()
    due_on = s.DateField()


class WrittenDocument(CaseDetailDocument):
    """What plans and strategies have in common."""

    body = CodedDocument()
    due_at = s.DateTimeField(allow_null=True, help_text="When the running clock runs out.")
    first_year = s.IntegerField()
    last_year = s.IntegerField()
    being_brought_in = s.BooleanField(help_text="Adopted before the portal, not confirmed yet.")
    adopted_on_paper = PaperAdoptionDocument(allow_null=True, help_text="Null for what was drafted here.")
    sections = SectionDocument(many=True)
    targets = TargetDocument(many=True)
    missing = MissingDocument(many=True, help_text="What blocks its submission, while it is a draft.")
    versions = VersionRowDocument(many=True)
    adoptions = AdoptionDocument(many=True)
    conditions = ConditionBriefDocument(many=True)


class PlanDocument(WrittenDocument):
    products = s.ListField(child=s.DictField(), help_text="Reference, title, HS codes, analysis.")
    interventions = s.ListField(child=s.DictField(), help_text="As a version freezes them; money in rupees.")


class StrategyDocument(WrittenDocument):
    items = s.ListField(child=s.DictField(), help_text="As a version freezes them, with the district rows behind each.")


class VersionDocument(s.Serializer):
    document = s.CharField(help_text="Reference of the plan or strategy.")
    number = s.IntegerField()
    sha256 = s.CharField()
    submitted_at = s.DateTimeField()
    content = s.DictField(help_text="What was submitted, whole and unchanged.")


class ConditionRowDocument(s.Serializer):
    key = s.UUIDField()
    reference = s.CharField()
    href = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    version = s.IntegerField()
    state = s.CharField()
    district = s.CharField(allow_null=True)
    about = s.CharField(help_text="Reference of the plan.")
    text = s.CharField()
    due_on = s.DateField()
    changed_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)


class ConditionListDocument(s.Serializer):
    results = ConditionRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class ConditionDocument(CaseDetailDocument):
    about = s.CharField(help_text="Reference of the plan.")
    text = s.CharField()
    due_on = s.DateField()
    due_at = s.DateTimeField(allow_null=True)
