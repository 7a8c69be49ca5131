"""What the pages of a committee's smaller kinds of case share: find one, show it, make a move, make a new one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse

from cases import drafts
from cases.models import Case, Event
from cases.receipts import TokenReused
from committees.access import visible_committees
from escalations.standing import standing_of
from institutions.actors import Actor
from institutions.models import Body
from workflow.engine import Inputs, Workflow, workflow_of
from workflow.errors import Invalid
from workflow.history import timeline
from workflow.pages import CONFLICT, UNPROCESSABLE, Attempt, act_on, lost_words, panels
from workflow.submission import create


@dataclass(frozen=True)
class CasePage:
    """The page of one kind of case, at its workflow's url name; the moves are at that name with "-act".

    rows: the kind's rows with what the page reads of them. context(request, subject): what its template needs more.
    opened(request, subject): the panel that stands open. elsewhere: moves that are made in another place.
    beginnings, tones and words are those of `workflow.history.timeline`.
    """

    workflow: Workflow
    template: str
    rows: Callable[[], QuerySet]
    context: Callable[[HttpRequest, Any], dict[str, Any]]
    beginnings: dict[str, Any]
    tones: dict[str, str] = field(default_factory=dict)
    words: Callable[[Event], list[str]] | None = None
    related: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    opened: Callable[[HttpRequest, Any], str] | None = None

    def find(self, request: HttpRequest, handle: str) -> Case:
        """The case as far as the actor sees it, else 404."""
        seen = Case.objects.visible_to(request.actor).filter(kind=self.workflow.kind)
        case = seen.by_handle(handle).first()
        if case is None:
            raise Http404
        return case

    def detail(self, request: HttpRequest, handle: str) -> HttpResponse:
        """Its page; another spelling of its reference leads to the one address."""
        case = self.find(request, handle)
        if handle != case.handle:
            return redirect(self.workflow.page, handle=case.handle)
        return self.page(request, case)

    def act(self, request: HttpRequest, handle: str, verb: str) -> HttpResponse:
        """Make a move. Refused: the same page with its panel open and everything typed (409, 422)."""
        here = reverse(self.workflow.page, args=[handle])
        return act_on(request, handle=handle, verb=verb, find=self.find, page=self.page, here=here,
                      done=lambda case: reverse(self.workflow.page, args=[case.handle]))  # fmt: skip

    def page(self, request: HttpRequest, case: Case, tried: Attempt | None = None) -> HttpResponse:
        """Render the page, after a refused attempt with its status."""
        subject = self.rows().get(pk=case.pk)
        shown = self._panels(request, subject, tried)
        context = {
            "nav": "committees",
            "case": subject.case,
            "subject": subject,
            "body": subject.body,
            "status_label": self.workflow.statuses(subject.case.status).label,
            "standing": standing_of(subject.case),
            "actions": shown,
            "refusal": tried.message if tried else "",
            "lost": lost_words(tried, shown),
            "events": self.events(request, subject),
            **self.context(request, subject),
        }
        return render(request, self.template, context, status=tried.status if tried else 200)

    def events(self, request: HttpRequest, subject: Any) -> list[dict[str, Any]]:
        """What happened, newest first."""
        return timeline(
            subject.case, beginnings=self.beginnings, tones=self.tones, words=self.words, related=self.related
        )

    def _panels(self, request: HttpRequest, subject: Any, tried: Attempt | None) -> list[dict]:
        def address(verb: str) -> str:
            return reverse(f"{self.workflow.page}-act", args=[subject.case.handle, verb])

        asked = drafts.opened(request)
        kept = drafts.take_after_login(request, address(asked)) if asked else None
        opened = asked or (self.opened(request, subject) if self.opened and tried is None else "")
        shown = panels(
            actor=request.actor, subject=subject, address=address, attempted=tried,
            unsent={asked: kept} if kept else None, opened=opened,
        )  # fmt: skip
        return [panel for panel in shown if panel["verb"] not in self.elsewhere]


def committee_of(actor: Actor, code: str) -> Body:
    """A committee one sits on or looks after, else 404."""
    return get_object_or_404(visible_committees(actor).select_related("state", "district"), code=code)


def link_to(case: Case | None, actor: Actor) -> str:
    """The address of another case's page, where the actor sees it; else nothing."""
    if case is None or not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        return ""
    try:
        return reverse(workflow_of(case.kind).page, args=[case.handle])
    except NoReverseMatch:
        return ""


# A new one -----------------------------------------------------------------------------------------------------------


def keeps_what_is_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like `login_required`, for forms: what a logged-out person sends is there again after the login."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            drafts.keep_over_login(request)
        return redirect(f"{reverse('account_login')}?next={request.path}")

    return guarded


@dataclass(frozen=True)
class NewCase:
    """A form that makes a case of a committee: `verb` names the submission, `operation` makes it and returns its case.

    form(request, body, **kwargs) is the empty form. One token is one record, however often it is sent.
    """

    verb: str
    template: str
    form: Callable[..., Inputs]
    operation: Callable[[HttpRequest, Body], Case]

    def __call__(self, request: HttpRequest, body: Body, **context: Any) -> HttpResponse:
        if request.method != "POST":
            kept = drafts.take_after_login(request, request.path)
            return self._page(request, body, self.form(request, body, initial=kept), context)
        try:
            case, _repeated = create(
                by=request.actor, verb=self.verb, target=body.code, data=request.POST,
                token=request.POST.get("token", "")[:120], operation=lambda: self.operation(request, body),
            )  # fmt: skip
        except Invalid as refused:
            return self._page(request, body, refused.form, context, status=UNPROCESSABLE)
        except TokenReused as refused:
            form = self.form(request, body, initial=request.POST.dict())
            return self._page(request, body, form, context | {"refusal": str(refused)}, status=CONFLICT)
        return redirect(workflow_of(case.kind).page, handle=case.handle)

    def _page(self, request: HttpRequest, body: Body, form: Inputs, context: dict, status: int = 200) -> HttpResponse:
        common = {"nav": "committees", "body": body, "form": form, "token": uuid.uuid4().hex}
        return render(request, self.template, common | context, status=status)
