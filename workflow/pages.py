"""The way in for people: one attempt at a move from a page, whatever the kind of case."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import drafts
from cases.drafts import typed
from cases.models import Case
from cases.receipts import TokenReused
from institutions.actors import Actor
from workflow.engine import Inputs, Transition, workflow_of
from workflow.errors import Invalid, NotNow
from workflow.submission import submit

CONFLICT, UNPROCESSABLE = 409, 422


@dataclass(frozen=True)
class Attempt:
    """What came of a submitted move: done, or the status, message and what was typed, so that nothing is lost."""

    verb: str
    done: bool = False
    status: int = 200
    message: str = ""
    form: Inputs | None = None
    typed: Any = None


def attempt(request: HttpRequest, case: Case, verb: str) -> Attempt:
    """Try a move; NotPermitted (403), Case.DoesNotExist (404) and KeyError (404) pass through."""
    version = request.POST.get("version", "")
    try:
        submit(
            by=request.actor,
            case=case,
            verb=verb,
            data=request.POST,
            files=request.FILES,
            version=int(version) if version.isascii() and version.isdigit() else None,
            token=request.POST.get("token", "")[:120],
        )
    except Invalid as refused:
        return Attempt(verb, status=UNPROCESSABLE, form=refused.form, typed=request.POST)
    except NotNow as refused:
        return Attempt(verb, status=CONFLICT, message=refused.message, typed=request.POST)
    except TokenReused as refused:
        return Attempt(verb, status=CONFLICT, message=str(refused), typed=request.POST)
    return Attempt(verb, done=True)


def act_on(
    request: HttpRequest,
    *,
    handle: str,
    verb: str,
    find: Callable[[HttpRequest, str], Case],
    page: Callable[[HttpRequest, Case, Attempt], HttpResponse],
    here: str,
    done: Callable[[Case], str],
) -> HttpResponse:
    """The view of a move: make it and go where `done` says; refused, show `page` with everything that was typed.

    `find` fetches the case as far as the actor sees it (404 else); `here` is the address of its page. Who is not
    logged in logs in first and finds what they typed again.
    """
    if not request.user.is_authenticated:
        if request.method == "POST":
            drafts.keep_over_login(request)
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if request.method != "POST":
        return redirect(f"{here}?open={verb}#do-{verb}")
    case = find(request, handle)
    try:
        tried = attempt(request, case, verb)
    except (KeyError, Case.DoesNotExist):
        raise Http404 from None
    if not tried.done:
        return page(request, find(request, handle), tried)
    case.refresh_from_db()
    messages.success(request, _("Done: %(move)s.") % {"move": workflow_of(case.kind)[verb].label})
    return redirect(done(case))


def panels(
    *,
    actor: Actor,
    subject: Any,
    address,
    attempted: Attempt | None = None,
    unsent: dict | None = None,
    opened: str = "",
) -> list[dict]:
    """What the actions component shows: each permitted move with its form, the attempted one as it was typed.

    `address(verb)` is where a form is sent; `unsent` is what was typed before a login ran out: {verb: data}; `opened`
    is the move a link asked for.
    """
    case = subject.case
    found = []
    for transition in workflow_of(case.kind).permitted(actor, subject):
        tried = attempted if attempted and attempted.verb == transition.verb else None
        found.append(
            {
                "verb": transition.verb,
                "label": transition.label,
                "hint": transition.hint,
                "tone": transition.tone,
                "url": address(transition.verb),
                "form": _form(transition, subject, actor, tried, (unsent or {}).get(transition.verb)),
                "hidden": {"token": uuid.uuid4().hex, "version": case.version},
                "keep": f"{case.key}-{transition.verb}",
                "open": tried is not None or transition.verb == opened,
            }
        )
    return found


def _form(transition: Transition, subject: Any, actor: Actor, tried: Attempt | None, unsent: dict | None) -> Inputs:
    auto_id = f"{transition.verb}-%s"
    if tried and tried.form is not None:
        tried.form.auto_id = auto_id
        return tried.form
    initial = dict(tried.typed.items()) if tried and tried.typed is not None else unsent
    return transition.inputs(subject=subject, actor=actor, auto_id=auto_id, initial=initial)


def lost_words(attempted: Attempt | None, shown: list[dict]) -> list[tuple[str, str]]:
    """What was typed into a move that is not possible any more: shown to be copied, since its form is gone."""
    if attempted is None or attempted.typed is None or any(panel["verb"] == attempted.verb for panel in shown):
        return []
    return [(name, value) for name, value in typed(attempted.typed).items() if value]
