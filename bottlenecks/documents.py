"""The shapes of what the API says of a bottleneck, declared for its schema."""

from rest_framework import serializers as s

from workflow.documents import ActionDocument, CaseDetailDocument, CodedDocument, PostDocument


class BottleneckRowDocument(s.Serializer):
    key = s.UUIDField()
    reference = s.CharField(allow_null=True)
    href = s.CharField()
    title = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    level = s.IntegerField()
    cycle = s.IntegerField()
    version = s.IntegerField()
    state = s.CharField()
    district = s.CharField()
    area = s.CharField()
    category = s.CharField(allow_null=True)
    severity = s.CharField()
    ladder = s.CharField(allow_blank=True, help_text="Who owns the cause: state, centre, or nobody yet.")
    answering = s.CharField(allow_null=True, help_text="Code of the body that has to answer.")
    holder = PostDocument(allow_null=True)
    due_at = s.DateTimeField(allow_null=True)
    overdue = s.BooleanField(help_text="Unanswered although a clock has run out; as the filter of this name.")
    external_system = s.CharField(allow_blank=True)
    external_ref = s.CharField(allow_blank=True)
    opened_at = s.DateTimeField(allow_null=True)
    changed_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)
    actions = ActionDocument(many=True)


class BottleneckListDocument(s.Serializer):
    results = BottleneckRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class StandingDocument(s.Serializer):
    """Where it stands, in a sentence of the language asked for and in its parts."""

    sentence = s.CharField()
    due_at = s.DateTimeField(allow_null=True)
    clock = s.CharField(allow_null=True, help_text="Which clock runs: acknowledge, act, commitment…")
    day = s.IntegerField(allow_null=True, help_text="Working days used.")
    days = s.IntegerField(allow_null=True, help_text="Working days allowed.")
    then = s.CharField(allow_blank=True, help_text="What follows silence.")
    paused_until = s.DateField(allow_null=True)
    overdue = s.BooleanField(help_text="The running clock has run out.")


class CommitmentDocument(s.Serializer):
    body = s.CharField()
    designation = s.CharField()
    deliverable = s.CharField()
    due_on = s.DateField()
    cycle = s.IntegerField()
    made_at = s.DateTimeField()


class BottleneckDocument(CaseDetailDocument):
    """A bottleneck as its page shows it."""

    area = CodedDocument()
    category = CodedDocument(allow_null=True)
    affected = s.CharField()
    severity = s.CharField()
    description = s.CharField(allow_blank=True)
    stage = CodedDocument(allow_null=True)
    hs_codes = s.ListField(child=s.CharField())
    tags = CodedDocument(many=True)
    exporters_affected = s.IntegerField(allow_null=True)
    rupees_at_stake = s.IntegerField(allow_null=True)
    stake_basis = s.CharField(allow_blank=True)
    noticed_on = s.DateField(allow_null=True)
    historical = s.BooleanField()
    ladder = s.CharField(allow_blank=True)
    answering = CodedDocument(allow_null=True)
    routing_reason = s.CharField(allow_blank=True)
    assigned_to = PostDocument(allow_null=True)
    assigned_until = s.DateField(allow_null=True)
    watch_until = s.DateField(allow_null=True)
    proof = s.CharField(allow_blank=True)
    closes_on = s.CharField(allow_blank=True, help_text="What has to be shown before it is closed.")
    standing = StandingDocument()
    commitments = CommitmentDocument(many=True)
