"""What each move of a meeting asks for. Pages show these forms; the API feeds them JSON with the same names."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField
from cases.models import Case
from committees.models import AgendaItem, AttendanceState, ItemKind, Meeting, Mode
from committees.procedure import calendar_for, holders_of, posts_of, rules_of
from committees.recurrence import working_day, working_days_between
from institutions import clock
from institutions.models import BodyKind, Post
from workflow.engine import Inputs
from workflow.fields import day, prose
from workflow.inputs import SHORTEST_REASON

LONGEST_AHEAD = timedelta(days=800)
LENGTHS = [("30", lazy("half an hour")), ("60", lazy("one hour")), ("90", lazy("an hour and a half")),
           ("120", lazy("two hours")), ("180", lazy("three hours")), ("300", lazy("five hours"))]  # fmt: skip


class WhenAndWhere(Inputs):
    """Day, time, length, mode and place of a meeting; `starts_at` and `ends_at` come out of it."""

    on = day(lazy("Date"))
    at = forms.TimeField(
        label=lazy("Time"), input_formats=["%H:%M"], widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.TypedChoiceField(label=lazy("Length"), choices=LENGTHS, coerce=int, initial=120)
    mode = forms.ChoiceField(label=lazy("How it is held"), choices=Mode.choices, initial=Mode.IN_PERSON)
    venue = forms.CharField(label=lazy("Venue"), max_length=200, required=False)
    online_link = forms.URLField(
        label=lazy("Link for those online"), max_length=300, required=False, assume_scheme="https",
        help_text=lazy("Only members see it."),
    )  # fmt: skip

    def body(self):
        return self.subject.body

    def clean_on(self):
        value = self.cleaned_data["on"]
        today = clock.today()
        if value < today:
            raise forms.ValidationError(_("This day is over."))
        if value > today + LONGEST_AHEAD:
            raise forms.ValidationError(_("Choose a date within two years."))
        calendar = calendar_for(self.body())
        if off := calendar.off(value):
            why = _("a weekend") if off == "weekend" else off
            free = working_day(value, calendar)
            sentence = _("%(day)s is %(why)s. The next working day is %(free)s.")
            raise forms.ValidationError(sentence % {"day": value.isoformat(), "why": why, "free": free.isoformat()})
        return value

    def clean(self):
        data = super().clean()
        if data.get("on") and data.get("at") is not None:
            data["starts_at"] = clock.at(data["on"], data["at"].hour, data["at"].minute)
            data["ends_at"] = data["starts_at"] + timedelta(minutes=data.get("minutes") or 120)
            if data["starts_at"] <= clock.now():
                self.add_error("at", _("This hour is over."))
        if data.get("mode") in (Mode.IN_PERSON, Mode.HYBRID) and not data.get("venue") and "venue" not in self.errors:
            self.add_error("venue", _("Say where it is held."))
        return data


def initial_of(meeting: Meeting) -> dict:
    """What the form of an existing meeting begins with."""
    starts = meeting.starts_at.astimezone(clock.INDIA)
    return {
        "on": starts.date(),
        "at": starts.time(),
        "minutes": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
        "mode": meeting.mode,
        "venue": meeting.venue,
        "online_link": meeting.online_link,
    }


class Reschedule(WhenAndWhere):
    words = "reason"
    reason = prose(lazy("Why it is moved"), shortest=SHORTEST_REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            for name, value in initial_of(self.subject).items():
                self.fields[name].initial = value

    def clean(self):
        """Those who have the notice get the link with the change: nobody would tell them later."""
        data = super().clean()
        needed = self.subject.notified_at and data.get("mode") in (Mode.ONLINE, Mode.HYBRID)
        if needed and not data.get("online_link") and "online_link" not in self.errors:
            self.add_error("online_link", _("Members join online: give the link."))
        return data


class GiveNotice(Inputs):
    """A notice shorter than the rules ask for says why."""

    words = "short_notice"
    short_notice = prose(lazy("Why the notice is short"), required=False)

    def clean(self):
        data = super().clean()
        given, asked = notice_given(self.subject), notice_asked(self.subject)
        if given < asked and not data.get("short_notice"):
            sentence = _(
                "The rules ask for %(asked)s working days of notice; these are %(given)s. Say why, or move it."
            )
            self.add_error("short_notice", sentence % {"asked": asked, "given": given})
        if self.subject.mode != Mode.IN_PERSON and not self.subject.online_link:
            raise forms.ValidationError(_("Members join online: give the link first (“Move the meeting”)."))
        return data


def notice_asked(meeting: Meeting) -> int:
    """Working days of notice the rules ask for a meeting of its kind."""
    rules = rules_of(meeting.body, clock.local_date(meeting.starts_at))
    return rules.notice_days if meeting.kind == "ordinary" else rules.special_notice_days


def notice_given(meeting: Meeting) -> int:
    """Working days of notice, were it given today."""
    return working_days_between(clock.today(), clock.local_date(meeting.starts_at), calendar_for(meeting.body))


def is_short(meeting: Meeting) -> bool:
    """Whether a notice given today comes too late for the rules."""
    return notice_given(meeting) < notice_asked(meeting)


class OfAnItem(Inputs):
    """A move about one item of the agenda."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label=lazy("Item"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["item"].queryset = self.subject.items.filter(dropped_at=None)


class OfAnItemOrAll(OfAnItem):
    """A move about one item, or with none about the meeting as a whole."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label=lazy("Item"), required=False)


TAKEN_UP = ("bottleneck", "product", "plan", "strategy")  # kinds of records an item can be about


class AddItem(Inputs):
    """An item in words, or about a record of the committee's district or State, on which a decision can act."""

    title = forms.CharField(label=lazy("Item"), max_length=200)
    note = prose(lazy("What the members should know"), required=False)
    about = forms.CharField(
        label=lazy("Reference of the record it is about"), max_length=40, required=False,
        help_text=lazy("Of a product, bottleneck or plan. A decision on the item can then act on it."),
    )  # fmt: skip

    def clean_about(self) -> Case | None:
        wanted = self.cleaned_data["about"].strip()
        if not wanted:
            return None
        body = self.subject.body
        rows = Case.objects.visible_to(self.actor).filter(kind__in=TAKEN_UP).by_handle(wanted)
        place = {"district": body.district_id} if body.kind == BodyKind.DEPC else {"state": body.state_id}
        case = rows.filter(**place).first()
        if case is None:
            raise forms.ValidationError(_("No record of your committee has this reference. See the record's own page."))
        if case.closed_at is not None:
            raise forms.ValidationError(_("This record is closed: there is nothing left to decide on it."))
        return case


class MoveItem(OfAnItem):
    position = forms.IntegerField(label=lazy("To place"), min_value=1, max_value=200)


class DropItem(OfAnItem):
    def clean_item(self):
        item = self.cleaned_data["item"]
        if item.kind == ItemKind.ACTION_TAKEN:
            raise forms.ValidationError(_("The action taken on the last minutes is always the first item."))
        if item.decisions.exists():
            raise forms.ValidationError(_("The committee has decided on this item; it stays."))
        return item


class AttachPaper(OfAnItem):
    evidence = EvidenceField(label=lazy("Paper"))


class OpenMeeting(Inputs):
    """Who takes the chair."""

    chaired_by = forms.ModelChoiceField(Post.objects.none(), label=lazy("In the chair"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is None:
            return
        field = self.fields["chaired_by"]
        field.queryset = (
            Post.objects.active().filter(body=self.subject.body_id).exclude(role="observer").select_related("body")
        )
        field.initial = field.queryset.filter(role="chair").first()


class AttendanceWidget(forms.MultipleHiddenInput):
    """Reads one list, or one field per seat as the page has them: attendance-convener.dic-gm=present."""

    def value_from_datadict(self, data, files, name):
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        prefix = f"{name}-"
        marked = [f"{key.removeprefix(prefix)}={data[key]}" for key in data if key.startswith(prefix) and data[key]]
        return [*(given or []), *marked]

    def value_omitted_from_data(self, data, files, name):
        return not self.value_from_datadict(data, files, name)


class AttendanceField(forms.Field):
    """A list such as ["chair.chair=present", "member.lead-bank=apology"]: seat, then how it was filled."""

    many = True
    widget = AttendanceWidget

    def to_python(self, value):
        found: dict[str, str] = {}
        for part in value or []:
            seat, sign, state = str(part).partition("=")
            if not sign or state not in AttendanceState.values:
                known = ", ".join(AttendanceState.values)
                raise forms.ValidationError(
                    _("%(part)s: write seat=state, with one of %(known)s.") % {"part": part[:80], "known": known}
                )
            found[seat] = state
        return found


class RecordAttendance(Inputs):
    """Who is there, seat by seat; seats that are not named keep what was recorded."""

    attendance = AttendanceField(label=lazy("Who is there"))

    def clean_attendance(self):
        """seat name -> state becomes [(post, state, appointment)]."""
        on = clock.local_date(self.subject.starts_at)
        posts = {seat_name(post): post for post in posts_of(self.subject.body, on)}
        holders, substitutes = holders_of(list(posts.values()), on)
        rows = []
        for seat, state in self.cleaned_data["attendance"].items():
            post = posts.get(seat)
            if post is None:
                raise forms.ValidationError(_("This committee has no seat “%(seat)s”.") % {"seat": seat[:80]})
            appointment = (substitutes if state == AttendanceState.SUBSTITUTE else holders).get(post.pk)
            if appointment is None and state in (AttendanceState.PRESENT, AttendanceState.ONLINE):
                sentence = _(
                    "Nobody holds the seat %(seat)s that day: record a substitute with an order, or an absence."
                )
                raise forms.ValidationError(sentence % {"seat": post.label})
            if appointment is None and state == AttendanceState.SUBSTITUTE:
                sentence = _("No order names a substitute for %(seat)s that day; “represented” counts as not present.")
                raise forms.ValidationError(sentence % {"seat": post.label})
            rows.append((post, state, appointment))
        return rows


def seat_name(post: Post) -> str:
    """What a seat is called in forms and in the API: role.seat."""
    return f"{post.role}.{post.seat}"


class Recuse(OfAnItem):
    """A member who leaves an item to the others."""

    seat = forms.CharField(label=lazy("Member"), max_length=80)
    reason = forms.CharField(label=lazy("Interest in the item"), max_length=200)

    def clean_seat(self):
        on = clock.local_date(self.subject.starts_at)
        for post in posts_of(self.subject.body, on):
            if seat_name(post) == self.cleaned_data["seat"]:
                return post
        raise forms.ValidationError(_("This committee has no such seat."))


class Adjourn(WhenAndWhere):
    """When and where the adjourned meeting is held."""


class CloseMeeting(Inputs):
    words = "note"
    note = prose(lazy("Closing remark"), required=False)


class WriteMinutes(OfAnItemOrAll):
    """The words of the minutes under one item, or (no item) of the meeting; `revision` is the one that was read."""

    revision = forms.IntegerField(label=lazy("Revision read"), min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        label=lazy("Minutes"), max_length=12000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )  # fmt: skip

    def clean_text(self):
        """Browsers end lines their own way; the record knows one."""
        return self.cleaned_data["text"].replace("\r\n", "\n")


class CirculateMinutes(Inputs):
    file_number = forms.CharField(
        label=lazy("e-Office file or receipt number"), max_length=80, required=False,
        help_text=lazy("Stands on the minutes, so that both can be found."),
    )  # fmt: skip


class Object(OfAnItemOrAll):
    words = "text"
    text = prose(lazy("What is not right"), shortest=SHORTEST_REASON)


class AnswerObjection(Inputs):
    objection = forms.IntegerField(label=lazy("Objection"), min_value=1)
    answer = prose(lazy("What was done about it"))

    def clean_objection(self):
        found = self.subject.objections.filter(pk=self.cleaned_data["objection"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such objection to these minutes."))
        return found


class AddErratum(OfAnItemOrAll):
    words = "text"
    text = prose(lazy("Correction"), shortest=SHORTEST_REASON, hint=lazy("Say what is written and what it should be."))
