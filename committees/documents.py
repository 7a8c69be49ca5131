"""The shapes of what the API says of a committee's cases other than meetings, declared for its schema."""

from rest_framework import serializers as s

from workflow.documents import ActionDocument, CaseDetailDocument, CodedDocument, PostDocument


class ActionPointRowDocument(s.Serializer):
    key = s.UUIDField()
    reference = s.CharField()
    href = s.CharField()
    title = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    level = s.IntegerField()
    version = s.IntegerField()
    state = s.CharField()
    district = s.CharField(allow_null=True)
    body = s.CharField(help_text="Code of the committee that set it.")
    owner = PostDocument()
    holder = PostDocument(allow_null=True)
    due_on = s.DateField()
    overdue = s.BooleanField(help_text="Not done although its date has passed.")
    changed_at = s.DateTimeField()
    closed_at = s.DateTimeField(allow_null=True)
    actions = ActionDocument(many=True)


class ActionPointListDocument(s.Serializer):
    results = ActionPointRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class OfACommittee(CaseDetailDocument):
    """What every case of a committee shows."""

    body = CodedDocument()
    due_at = s.DateTimeField(allow_null=True, help_text="When the running clock runs out.")


class ActionPointDocument(OfACommittee):
    owner = PostDocument()
    due_on = s.DateField()
    overdue = s.BooleanField()
    extensions = s.IntegerField()
    result = s.CharField(allow_blank=True)
    meeting = s.CharField(allow_null=True)
    decision = s.IntegerField(allow_null=True)
    about = s.CharField(allow_null=True, help_text="Reference of the case it is about.")


class TallyDocument(s.Serializer):
    agree = s.IntegerField()
    disagree = s.IntegerField()
    abstain = s.IntegerField()
    silent = s.IntegerField()


class AnswerDocument(s.Serializer):
    post = PostDocument()
    reply = s.CharField()
    remark = s.CharField(allow_blank=True)
    at = s.DateTimeField()


class CirculationDocument(OfACommittee):
    text = s.CharField()
    background = s.CharField(allow_blank=True)
    closes_on = s.DateField()
    silence_is_consent = s.BooleanField()
    counts = TallyDocument()
    answers = AnswerDocument(many=True, allow_null=True, help_text="Member by member, for the committee's own members.")
    ratified_in = s.CharField(allow_null=True)


class ConstitutionDocument(OfACommittee):
    order_number = s.CharField()
    ordered_on = s.DateField()
    in_force_from = s.DateField()
    in_force_until = s.DateField(allow_null=True, help_text="First day on which it is no longer in force.")
    file_number = s.CharField(allow_blank=True)
    note = s.CharField(allow_blank=True)
    supersedes = s.CharField(allow_null=True)
    superseded_by = s.CharField(allow_null=True)


class MissedDocument(s.Serializer):
    body = s.CharField(help_text="Code of the committee.")
    name = s.CharField()
    due_on = s.DateField()
    last_held_on = s.DateField(allow_null=True)


class MeetingReviewDocument(OfACommittee):
    month = s.DateField(help_text="Its first day.")
    missed = MissedDocument(many=True)


class RevivalDocument(OfACommittee):
    silent_since = s.DateField(allow_null=True)
    cause = s.CharField(allow_blank=True)
    meets_on = s.DateField(allow_null=True)
    steps = s.CharField(allow_blank=True)


class SignOffDocument(s.Serializer):
    competency = CodedDocument()
    basis = s.CharField()
    by = PostDocument()
    at = s.DateTimeField()


class TraineeshipDocument(OfACommittee):
    trainee = PostDocument()
    mentor = PostDocument()
    responsibility = s.CharField()
    began_on = s.DateField()
    meetings_attended = s.IntegerField()
    sign_offs = SignOffDocument(many=True)
    missing = CodedDocument(many=True, help_text="Competencies that are not signed off yet.")
