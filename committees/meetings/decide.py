"""Recording a decision: its form, and what it does in one step."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import attach, stored
from cases.models import EvidenceState
from committees.meetings import acts
from committees.meetings.inputs import OfAnItem
from committees.models import AgendaItem, Decision, DecisionKind
from committees.procedure import verdict
from committees.quorum import Verdict
from workflow.engine import Inputs, Move
from workflow.errors import Invalid, NotNow


class Decide(OfAnItem):
    """What was settled under an item. With an `act`, the fields of that act go with it."""

    words = "text"
    kind = forms.ChoiceField(label=lazy("Kind"), choices=DecisionKind.choices, initial=DecisionKind.DECISION)
    text = forms.CharField(
        label=lazy("What was decided"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    act = forms.CharField(label=lazy("What it does"), max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - OWN:
            del self.fields[name]  # those of the acts are declared for the schema and checked by the act's own form
        self.chosen: acts.Act | None = None
        self.inner: Inputs | None = None
        self.papers: dict[str, Any] = {}

    def clean(self):
        data = super().clean()
        item, code = data.get("item"), data.get("act")
        if item is None or not code:
            return data
        self.chosen = acts.find(item, self.actor, code)
        if self.chosen is None:
            self.add_error("act", _("A decision on this item cannot do this."))
            return data
        self.papers = papers_of(item) | {name: self.files[name] for name in self.files}
        self.inner = self.chosen.form(item, self.actor, self.asked(item, data.get("text", "")), self.papers)
        if not self.inner.is_valid():
            for name, errors in self.inner.errors.items():
                self._errors[name] = errors
        return data

    def asked(self, item, text: str) -> dict[str, Any]:
        """What the act's form gets: what was sent; for a ratification, what was meant then; the decision's words."""
        names = self.chosen.inputs.base_fields
        kept = item.ratifies.act_inputs if item.ratifies_id else {}
        asked = {name: self._sent(name) or kept.get(name) for name in names}
        words = self.chosen.takes_the_words
        if words and not asked.get(words):
            asked[words] = text
        return {name: value for name, value in asked.items() if value not in (None, "", [])}

    def _sent(self, name: str) -> Any:
        field = self.chosen.inputs.base_fields[name]
        return field.widget.value_from_datadict(self.data, self.files, name)


OWN = frozenset(Decide.base_fields)


def taken_by_acts() -> dict[str, forms.Field]:
    """The fields of every act, each optional: which ones are asked for depends on the act."""
    found: dict[str, forms.Field] = {}
    for asked in acts.inputs_of_acts():
        for name, field in asked.base_fields.items():
            if name not in OWN and name not in found:
                found[name] = copy(field)
                found[name].required = False
    return found


Decide.base_fields |= taken_by_acts()


def record_decision(move: Move) -> None:
    """The effect of deciding: provisional without quorum, else it acts at once."""
    item, form = move.inputs["item"], move.form
    item.meeting = move.subject
    found = verdict(move.subject, frozenset(item.recusals.values_list("post", flat=True)))
    kind, act = move.inputs["kind"], form.chosen
    if act and not found.met and acts.needs_quorum(act, item):
        raise NotNow(
            _("There is no quorum: a decision is ratified, or set aside, by a quorate meeting."), case=move.case
        )
    provisional = not found.met and (kind != DecisionKind.INFORMATION or act is not None)
    asked = form.asked(item, move.text) if act else {}
    decision = Decision.objects.create(
        item=item, kind=kind, text=move.inputs["text"], act=act.code if act else "",
        act_inputs={name: value for name, value in asked.items() if isinstance(value, str | int | list)},
        provisional=provisional, counted=found.counted, needed=found.needed, lacking=lacking(found), made_at=move.at,
    )  # fmt: skip
    move.data = {"decision": decision.pk, "item": item.pk, "act": decision.act, "provisional": provisional}
    if act and not provisional:
        _act(move, decision, act, asked)


def _act(move: Move, decision: Decision, act: acts.Act, asked: dict) -> None:
    item = decision.item
    if item.ratifies_id and act.code == acts.SET_ASIDE:
        item.ratifies.set_aside_at = move.at
        item.ratifies.save(update_fields=["set_aside_at"])
        return
    try:
        event = acts.run(act, item, by=move.by, data=asked, files=move.form.papers, decision=decision)
    except Invalid as refused:
        move.form._errors.update(refused.form.errors)
        raise Invalid(move.form) from refused
    if item.ratifies_id:
        original = item.ratifies
        original.provisional, original.ratified_in, original.ratified_at = False, move.subject, move.at
        original.acted = event
        original.save(update_fields=["provisional", "ratified_in", "ratified_at", "acted"])
    else:
        decision.acted = event
        decision.save(update_fields=["acted"])
    if event:
        move.data |= {"acted": event.pk}


def lacking(found: Verdict) -> str:
    """Why there is no quorum, as codes: "few:2,role:chair|co_chair"."""
    return ",".join(f"{lack.kind}:{'|'.join(lack.what) or lack.short}" for lack in found.lacks)


def link_event(move: Move) -> None:
    """The event of the meeting that recorded the decision; called once it exists.

    A document that came with a provisional decision is kept with the meeting until the decision acts.
    """
    Decision.objects.filter(pk=move.data["decision"]).update(event=move.event)
    inner = move.form.inner
    upload = inner.cleaned_data.get("evidence") if inner and move.data["provisional"] else None
    if upload:
        upload.seek(0)
        attach(case=move.case, event=move.event, upload=upload, by=move.by)


def papers_of(item: AgendaItem) -> dict[str, SimpleUploadedFile]:
    """The document of the decision that is to be ratified, as it was sent then."""
    event = item.ratifies.event if item.ratifies_id else None
    kept = event.evidence.exclude(state=EvidenceState.REJECTED).first() if event else None
    if kept is None:
        return {}
    try:
        with stored(kept) as file:
            return {"evidence": SimpleUploadedFile(kept.name, file.read(), content_type=kept.content_type)}
    except OSError:
        return {}  # then it is asked for again


def not_decided_already(move: Move) -> str | None:
    """The same words on the same item are a double submission; a decision is ratified or set aside once."""
    item = move.inputs["item"]
    if item.decisions.filter(text=move.inputs["text"], act=move.inputs["act"]).exists():
        return _("This decision is already recorded.")
    if item.ratifies_id:
        item.ratifies = Decision.objects.select_for_update(of=("self",)).select_related("item").get(pk=item.ratifies_id)
        if not item.ratifies.provisional:
            return _("This decision is ratified already.")
        if item.ratifies.set_aside_at:
            return _("This decision was set aside already.")
    return None
