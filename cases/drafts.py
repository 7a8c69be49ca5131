"""What was typed and not sent: kept on the server per person and form, and over a login that ran out."""

import re
from typing import Any

from django.http import HttpRequest

from cases.models import Draft
from institutions import clock

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "token", "version", "next", "verb"})
LONGEST = 60_000  # characters of one draft: the longest section of a plan fits
SESSION_KEY = "unsent"
VERB, NO_VERB = re.compile("[a-z_]{1,40}"), "none"


def typed(data: Any) -> dict[str, Any]:
    """The fields of a submission that a person filled in; several values stay a list."""
    found = {}
    for name, values in data.lists():
        if name not in NOT_TYPED:
            found[name] = values[0] if len(values) == 1 else values
    return found


def save(*, user, form: str, data: Any) -> Draft | None:
    """Keep what was typed into a form; None when there is nothing, or far too much, to keep."""
    fields = typed(data)
    if not any(fields.values()) or sum(len(str(value)) for value in fields.values()) > LONGEST:
        return None
    draft, _created = Draft.objects.update_or_create(
        user=user, form=form, defaults={"fields": fields, "saved_at": clock.now()}
    )
    return draft


def find(*, user, form: str) -> Draft | None:
    return Draft.objects.filter(user=user, form=form).first()


def discard(*, user, form: str) -> None:
    Draft.objects.filter(user=user, form=form).delete()


def keep_over_login(request: HttpRequest) -> None:
    """Keep a submission whose sender turned out to be logged out; the session survives the login that follows."""
    fields = typed(request.POST)
    if sum(len(str(value)) for value in fields.values()) <= LONGEST:
        request.session[SESSION_KEY] = {"path": request.path, "fields": fields}


def take_after_login(request: HttpRequest, path: str) -> dict | None:
    """What was kept for an address, once."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != path:
        return None
    del request.session[SESSION_KEY]
    return kept["fields"]


def opened(request: HttpRequest) -> str:
    """The verb a page is asked to open ("?open=endorse"); NO_VERB for what cannot be one: then nothing is opened."""
    asked = request.GET.get("open", "")
    return asked if not asked or VERB.fullmatch(asked) else NO_VERB
