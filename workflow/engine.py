"""The workflow engine: one Transition row per verb, and `perform()`, the only writer of a status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.evidence import attach
from cases.models import Case, Event
from cases.record import record
from institutions import clock
from institutions.actors import Actor
from notices.outbox import NoticeTo, write
from workflow.errors import Invalid, NotNow, NotPermitted


class Inputs(forms.Form):
    """What a move asks for: the sole declaration. Pages show it, the API feeds it JSON and derives its schema from it.

    `words` names the field whose text is kept with the event as its remark.
    """

    words: str = ""

    def __init__(self, *args, subject: Any = None, actor: Actor | None = None, **kwargs):
        self.subject = subject
        self.actor = actor
        super().__init__(*args, **kwargs)


@dataclass
class Move:
    """One move while it is being made: handed to a transition's effect, clock and notify."""

    case: Case
    subject: Any
    transition: Transition
    by: Actor
    inputs: dict[str, Any]
    at: datetime
    source: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    event: Event | None = None
    form: Inputs | None = None

    def hand_to(self, post, level: int) -> None:
        """Make a post the accountable holder at a level, from now on."""
        self.case.holder = post
        self.case.level = level
        self.case.holder_since = self.at


Check = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Transition:
    """One verb of a workflow; every fact about the move is a column of this row.

    verb: stable name, also the API's. sources: statuses it leaves. target: the status it leads to, None to stay.
    by(actor, subject): who may. still(move): re-checked under the lock, returns a sentence when the move is over.
    effect(move): changes to case and subject. clock: which clock runs afterwards (None keeps the running one).
    keep(move): rows that hang on the move's event, written once it exists. notify(move): who is told.
    """

    verb: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str | None
    by: Callable[[Actor, Any], bool]
    inputs: type[Inputs] = Inputs
    still: Callable[[Move], str | None] | None = None
    effect: Callable[[Move], None] | None = None
    keep: Callable[[Move], None] | None = None
    clock: str | None = None
    notify: Callable[[Move], Iterable[NoticeTo]] | None = None
    offered: Callable[[Any], bool] | None = None  # what must hold of the record beside its status, else it is a NotNow
    hint: str | Promise = ""
    tone: str = ""  # "primary" or "danger": how the button looks
    by_link: bool = False  # may be performed from a signed link in a notice

    def applies_to(self, subject: Any) -> bool:
        return subject.case.status in self.sources and (self.offered is None or self.offered(subject))


@dataclass(frozen=True)
class Workflow:
    """A kind of case: its model, statuses, transitions, and what sets its clocks."""

    kind: str
    model: type[models.Model]
    statuses: type[models.TextChoices]
    initial: str
    terminal: frozenset[str]
    transitions: tuple[Transition, ...]
    settle: Callable[[Move], None] | None = None
    overdue: Callable[[Any, str], str] | None = None  # (subject, deadline kind) -> verb the clock performs
    unclocked: frozenset[str] = frozenset()  # live statuses in which no clock runs
    page: str = ""  # url name of the case's page, taking its handle
    reads: tuple[str, ...] = ()  # what its moves need of the model every time, read with it
    hidden: bool = False  # left out of the drawings (kinds that exist in tests only)

    def __post_init__(self):
        verbs = [transition.verb for transition in self.transitions]
        if len(verbs) != len(set(verbs)):
            raise ValueError(f"Workflow {self.kind} has a verb twice.")
        _workflows[self.kind] = self

    def __getitem__(self, verb: str) -> Transition:
        for transition in self.transitions:
            if transition.verb == verb:
                return transition
        raise KeyError(verb)

    def subject_of(self, case: Case) -> Any:
        rows = self.model._default_manager.all()
        return (rows.select_related(*self.reads) if self.reads else rows).get(case=case)

    def permitted(self, actor: Actor, subject: Any) -> list[Transition]:
        """The moves an actor may make now: the buttons of a page, the `actions` of the API."""
        return [t for t in self.transitions if t.by(actor, subject) and t.applies_to(subject)]


_workflows: dict[str, Workflow] = {}


def workflow_of(kind: str) -> Workflow:
    return _workflows[kind]


def workflows() -> list[Workflow]:
    return [_workflows[kind] for kind in sorted(_workflows)]


@transaction.atomic
def perform(
    case: Case, verb: str, *, by: Actor, data: Any = None, files: Any = None, version: int | None = None
) -> Move:
    """Make a move: lock, check version, who and state, validate, apply, save, record, set the clock, write notices.

    Raises NotPermitted (403), NotNow (409) or Invalid (422); then nothing has changed. `version` is what the actor
    saw; a newer one is a NotNow which tells what changed. Case.DoesNotExist (404): the actor does not see the case.
    KeyError: no such verb.
    """
    workflow = workflow_of(case.kind)
    transition = workflow[verb]
    seen = Case.objects.visible_to(by)
    case = seen.select_for_update(of=("self",)).select_related("holder__body").get(pk=case.pk)
    subject = workflow.subject_of(case)
    subject.case = case
    check_allowed(transition, subject, by=by, version=version)
    form = transition.inputs(data or {}, files or None, subject=subject, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    move = Move(case, subject, transition, by, form.cleaned_data, clock.now(), source=case.status, form=form)
    move.text = form.cleaned_data.get(form.words, "") if form.words else ""
    over = transition.still(move) if transition.still else None
    if over:
        raise NotNow(over, case=case)
    _apply(workflow, move)
    return move


def check_allowed(transition: Transition, subject: Any, *, by: Actor, version: int | None = None) -> None:
    """Raise why a move is not open to an actor: the record moved on (409), not theirs (403), not now (409)."""
    case = subject.case
    if version is not None and version != case.version:
        raise NotNow(what_changed(case, version), case=case)
    if not transition.by(by, subject):
        raise NotPermitted(str(transition.label))
    if not transition.applies_to(subject):
        raise NotNow(wrong_state(workflow_of(case.kind), case, transition), case=case)


def _apply(workflow: Workflow, move: Move) -> None:
    case, transition = move.case, move.transition
    case.status = transition.target or case.status
    if transition.effect:
        transition.effect(move)
    case.version += 1
    case.changed_at = move.at
    if case.status in workflow.terminal:
        case.closed_at = case.closed_at or move.at
    else:
        case.closed_at = None
    case.save()
    move.subject.save()
    move.event = record(case=case, verb=transition.verb, source=move.source, by=move.by, data=move.data, text=move.text)
    if move.inputs.get("evidence"):
        attach(case=case, event=move.event, upload=move.inputs["evidence"], by=move.by)
    if transition.keep:
        transition.keep(move)
    if workflow.settle:
        workflow.settle(move)
    if transition.notify:
        write(event=move.event, to=transition.notify(move))


def start(*, workflow: Workflow, case: Case, subject: Any, by: Actor, verb: str = "create", data=None) -> Event:
    """Save a new case with its subject and record its first event."""
    case.kind = workflow.kind
    case.status = workflow.initial
    case.created_at = case.changed_at = clock.now()
    case.save()
    subject.case = case
    subject.save(force_insert=True)
    return record(case=case, verb=verb, source="", by=by, data=data)


def what_changed(case: Case, seen: int) -> str:
    """A sentence for the person whose page was stale: what happened since they opened it."""
    workflow = workflow_of(case.kind)
    last = case.events.order_by("-version").select_related("actor_post__body").first()
    if seen > case.version or last is None:
        return _("This page does not match the record. Reload it and try again.")
    labels = {t.verb: t.label for t in workflow.transitions}
    return _("While you were writing, %(who)s did this: %(what)s. It is now “%(status)s”. Look again and resubmit.") % {
        "who": last.actor_post or _("the clock"),
        "what": labels.get(last.verb, last.verb),
        "status": workflow.statuses(case.status).label,
    }


def wrong_state(workflow: Workflow, case: Case, transition: Transition) -> str:
    return _("“%(action)s” is not possible now: the record is “%(status)s”, at level %(level)s.") % {
        "action": transition.label,
        "status": workflow.statuses(case.status).label,
        "level": case.level,
    }
