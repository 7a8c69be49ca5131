"""The shapes of what the API says of a meeting, declared for its schema."""

from rest_framework import serializers as s

from workflow.documents import ActionDocument, CaseDetailDocument, CodedDocument, PostDocument


class MeetingRowDocument(s.Serializer):
    key = s.UUIDField()
    reference = s.CharField()
    href = s.CharField()
    title = s.CharField()
    status = s.CharField()
    status_label = s.CharField()
    version = s.IntegerField()
    state = s.CharField()
    district = s.CharField(allow_null=True)
    body = s.CharField(help_text="Code of the committee.")
    meeting_kind = s.CharField()
    number = s.IntegerField(allow_null=True, help_text="Given when it is held.")
    starts_at = s.DateTimeField()
    ends_at = s.DateTimeField()
    mode = s.CharField()
    venue = s.CharField(allow_blank=True)
    quorate = s.BooleanField(allow_null=True)
    holder = PostDocument(allow_null=True)
    changed_at = s.DateTimeField()
    actions = ActionDocument(many=True)


class MeetingListDocument(s.Serializer):
    results = MeetingRowDocument(many=True)
    next = s.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class QuorumDocument(s.Serializer):
    """As found when the meeting ended; null before."""

    met = s.BooleanField(allow_null=True)
    counted = s.IntegerField(allow_null=True)
    needed = s.IntegerField(allow_null=True)


class SeatDocument(s.Serializer):
    seat = s.CharField(help_text="role.seat, as moves take it.")
    post = PostDocument()


class AttendanceDocument(SeatDocument):
    state = s.CharField()


class DecisionDocument(s.Serializer):
    id = s.IntegerField()
    kind = s.CharField()
    text = s.CharField()
    act = s.CharField(allow_blank=True, help_text="What it does: a move of the item's case, or action_point.")
    acted_on = s.CharField(allow_null=True, help_text="Reference of the case it acted on.")
    acted_version = s.IntegerField(allow_null=True, help_text="The event of that case it left.")
    action_point = s.CharField(allow_null=True)
    provisional = s.BooleanField(help_text="Taken without quorum and not ratified yet: it has not acted.")
    counted = s.IntegerField()
    needed = s.IntegerField()
    lacking = s.CharField(allow_blank=True)
    made_at = s.DateTimeField()
    ratified_in = s.CharField(allow_null=True)
    ratified_at = s.DateTimeField(allow_null=True)
    set_aside_at = s.DateTimeField(allow_null=True)


class MinuteTextDocument(s.Serializer):
    text = s.CharField()
    revision = s.IntegerField(help_text="Send it back with write_minutes.")


class AgendaItemDocument(s.Serializer):
    id = s.IntegerField()
    position = s.IntegerField()
    kind = s.CharField()
    title = s.CharField()
    note = s.CharField(allow_blank=True)
    about = s.CharField(allow_null=True, help_text="Reference of the case it is about.")
    ratifies = s.IntegerField(allow_null=True, help_text="The decision without quorum that it puts to the vote.")
    proposed_by = PostDocument(allow_null=True)
    papers = s.ListField(child=s.CharField(), help_text="Keys of the evidence.")
    recused = SeatDocument(many=True)
    decisions = DecisionDocument(many=True)
    minutes = MinuteTextDocument(allow_null=True)


class ObjectionDocument(s.Serializer):
    id = s.IntegerField()
    item = s.IntegerField(allow_null=True)
    by = PostDocument()
    text = s.CharField()
    at = s.DateTimeField()
    answer = s.CharField(allow_blank=True)
    answered_at = s.DateTimeField(allow_null=True)


class SealDocument(s.Serializer):
    language = s.CharField()
    code = s.CharField(help_text="Printed on the document; opens the page that verifies it.")
    record_sha256 = s.CharField()
    sha256 = s.CharField(allow_blank=True, help_text="Of the PDF, once it is made.")
    sealed_at = s.DateTimeField()


class ErratumDocument(s.Serializer):
    number = s.IntegerField()
    item = s.IntegerField(allow_null=True)
    text = s.CharField()
    by = PostDocument()
    at = s.DateTimeField()


class MeetingDocument(CaseDetailDocument):
    """A meeting with its agenda, attendance, decisions and minutes."""

    body = CodedDocument()
    meeting_kind = s.CharField()
    number = s.IntegerField(allow_null=True)
    starts_at = s.DateTimeField()
    ends_at = s.DateTimeField()
    mode = s.CharField()
    venue = s.CharField(allow_blank=True)
    online_link = s.CharField(allow_null=True, allow_blank=True, help_text="For the committee's own members.")
    sequence = s.IntegerField(help_text="Of the invitation: rises when time or place changes.")
    notified_at = s.DateTimeField(allow_null=True)
    short_notice = s.CharField(allow_blank=True)
    adjourned_from = s.CharField(allow_null=True)
    adjourned_to = s.CharField(allow_null=True)
    constitution = s.CharField(allow_null=True, help_text="Order by which the committee sat.")
    chaired_by = PostDocument(allow_null=True)
    began_at = s.DateTimeField(allow_null=True)
    ended_at = s.DateTimeField(allow_null=True)
    quorum = QuorumDocument()
    file_number = s.CharField(allow_blank=True)
    due_at = s.DateTimeField(allow_null=True)
    agenda = AgendaItemDocument(many=True)
    attendance = AttendanceDocument(many=True)
    minutes = MinuteTextDocument(allow_null=True)
    objections = ObjectionDocument(many=True)
    seals = SealDocument(many=True)
    errata = ErratumDocument(many=True)
