"""The page behind the signed link of a notice: GET says what it would do and does nothing, a confirming POST does it.

No login: the link stands for one appointment and one verb. Everything else needs a login.
"""

from http import HTTPStatus

from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from notices import briefs, links
from notices.links import Link
from workflow.engine import Transition, check_allowed, perform, workflow_of
from workflow.errors import Invalid, NotNow, NotPermitted

# Not "no-referrer": browsers then send "Origin: null", which the check against forged requests must refuse.
REFERRER_POLICY = "strict-origin"


class LinkRefused(Exception):
    """Why a link is of no use (any more), in a sentence."""

    def __init__(self, status: int, message: str, case: Case | None = None):
        super().__init__(message)
        self.status, self.message, self.case = status, message, case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_link(request, token: str):
    try:
        link = _read(token)
        case, transition = _open(link)
        if request.method == "POST":
            move = _confirm(link, case, transition)
            response = render(request, "notices/link_done.html", _context(link, move.case, transition))
        else:
            response = render(request, "notices/link.html", _context(link, case, transition))
    except LinkRefused as refusal:
        context = {"message": refusal.message, "case_url": briefs.path_of(refusal.case) if refusal.case else ""}
        response = render(request, "notices/link_refused.html", context, status=refusal.status)
    response.headers["Referrer-Policy"] = REFERRER_POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _actor(link: Link) -> Actor:
    return Actor(kind="link", user=link.appointment.user, appointment=link.appointment)


def _read(token: str) -> Link:
    try:
        return links.read(token)
    except links.ExpiredLink:
        sentence = _("This link has expired. Log in to see where the case stands and to answer.")
        raise LinkRefused(HTTPStatus.GONE, sentence) from None
    except links.BadLink:
        sentence = _("This link is not complete or was changed on its way. Open it from the mail again, or log in.")
        raise LinkRefused(HTTPStatus.NOT_FOUND, sentence) from None


def _open(link: Link) -> tuple[Case, Transition]:
    """The case and the move, when the link may still be used."""
    if not _actor(link).is_current:
        sentence = _("This link was sent to the holder of %(post)s at that time; that appointment has ended.")
        raise LinkRefused(HTTPStatus.FORBIDDEN, sentence % {"post": link.appointment.post})
    case = Case.objects.visible_to(_actor(link)).select_related("holder__body").filter(pk=link.notice.case_id).first()
    try:
        transition = workflow_of(link.notice.case.kind)[link.verb]
    except KeyError:
        transition = None
    if case is None or transition is None or not transition.by_link:
        raise LinkRefused(HTTPStatus.NOT_FOUND, _("This link leads nowhere any more. Log in to see your cases."))
    _refuse_if_over(link, case, transition)
    subject = workflow_of(case.kind).subject_of(case)
    subject.case = case
    try:
        check_allowed(transition, subject, by=_actor(link))
    except NotNow as refusal:
        raise LinkRefused(HTTPStatus.CONFLICT, refusal.message, case) from None
    except NotPermitted as refusal:
        raise LinkRefused(HTTPStatus.FORBIDDEN, str(refusal), case) from None
    return case, transition


def _refuse_if_over(link: Link, case: Case, transition: Transition) -> None:
    """Done already, or the case is no longer where it was when the notice was written."""
    since = case.events.filter(pk__gt=link.notice.event_id).select_related("actor_post__body")
    done = since.filter(verb=link.verb).first()
    if done:
        sentence = _("This has been done already: “%(action)s”, by %(who)s on %(when)s.")
        said = {"action": transition.label, "who": done.actor_post, "when": _when(done.recorded_at)}
        raise LinkRefused(HTTPStatus.CONFLICT, sentence % said, case)
    event = link.notice.event
    if (case.cycle, case.level, case.holder_id) != (event.cycle, event.level, event.holder_id):
        sentence = _("The case has moved on since this notice: it is with %(holder)s now, at level %(level)s.")
        raise LinkRefused(HTTPStatus.CONFLICT, sentence % {"holder": case.holder, "level": case.level}, case)


def _confirm(link: Link, case: Case, transition: Transition):
    try:
        return perform(case, transition.verb, by=_actor(link), version=case.version)
    except NotNow as refusal:
        raise LinkRefused(HTTPStatus.CONFLICT, refusal.message, case) from None
    except (NotPermitted, Case.DoesNotExist):
        raise LinkRefused(HTTPStatus.FORBIDDEN, _("Your post cannot do this here any more."), case) from None
    except Invalid:
        raise LinkRefused(HTTPStatus.CONFLICT, _("This needs more than a link: log in and fill it in."), case) from None


def _context(link: Link, case: Case, transition: Transition) -> dict:
    brief = briefs.brief_of(link.notice)
    due = link.notice.reply_by
    return {
        "case": case,
        "action": transition.label,
        "hint": transition.hint,
        "post": link.appointment.post,
        "standing": brief.standing,
        "case_url": briefs.path_of(case),
        "facts": [
            (_("Notice"), link.notice.number),
            (_("Reference"), case.handle),
            (_("Reply by"), _when(due) if due else ""),
            *[fact for fact in brief.facts if fact[1]],
        ],
    }


def _when(instant) -> str:
    return date_format(localtime(instant, clock.INDIA), "j M Y, H:i")
