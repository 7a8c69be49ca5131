"""The hero case, live: its level, its clock, and beside it the mail the agency really received."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bottlenecks.climb import rungs
from bottlenecks.models import Bottleneck
from bottlenecks.standing import standing
from bottlenecks.workflow import BOTTLENECK
from dashboards.demo import entrance, hero
from dashboards.views.front import page_of
from notices.models import CaughtMail, DeliveryState, MailState, Notice

LATEST_EVENTS = 6
MAILS = 2
FORMAL = "DEH/"  # in the number of every formal notice


@require_GET
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The whole page; htmx asks for the changing part alone every five seconds."""
    entrance.only_in_demo()
    bottleneck = hero.current()
    context = live(bottleneck) if bottleneck else {"bottleneck": None}
    return render(request, "dashboards/hero_live.html" if request.htmx else "dashboards/hero.html", context)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Arm the clock again, unless it is running already."""
    entrance.only_in_demo()
    bottleneck = hero.current()
    if bottleneck is None or not hero.seconds_left(bottleneck):
        hero.arm()
    return redirect("demo-hero")


def live(bottleneck: Bottleneck) -> dict:
    """What changes while one watches."""
    return {
        "bottleneck": bottleneck,
        "standing": standing(bottleneck),
        "levels": rungs(bottleneck),
        "seconds": hero.seconds_left(bottleneck),
        "climbed": bottleneck.case.level > hero.LEVEL,
        "events": _events(bottleneck),
        "mails": mails_about(bottleneck),
        "on_the_way": _on_the_way(bottleneck),
        "page_url": page_of("bottleneck", bottleneck.case.handle),
    }


def mails_about(bottleneck: Bottleneck) -> list[CaughtMail]:
    """The latest mails to the agency with a formal notice about this case, as they were caught; copies are left out."""
    caught = CaughtMail.objects.filter(text__contains=bottleneck.case.reference, subject__contains=FORMAL)
    caught = caught.defer("raw", "html").order_by("-pk")
    to_agency = [mail for mail in caught[: MAILS * 5] if any(".apeda@" in address for address in mail.recipients)]
    return to_agency[:MAILS]


def _on_the_way(bottleneck: Bottleneck) -> bool:
    """Whether a notice to the agency is written and its mail is not out yet."""
    notices = Notice.objects.filter(case=bottleneck.case, recipient__body=bottleneck.routed_to)
    waiting = notices.filter(delivery__state=DeliveryState.PENDING)
    return (waiting | notices.filter(delivery__mail__state=MailState.WAITING)).exists()


def _events(bottleneck: Bottleneck) -> list[dict]:
    labels = {transition.verb: transition.label for transition in BOTTLENECK.transitions}
    rows = bottleneck.case.events.select_related("actor_post__body", "holder__body", "remark")
    rows = rows.exclude(verb="create").order_by("-version")
    return [
        {
            "head": labels.get(event.verb, event.verb),
            "at": event.recorded_at,
            "by": event.actor_post or event.get_actor_kind_display(),
            "tone": "late" if event.verb == "escalate" else "info",
            "text": event.remark.text if hasattr(event, "remark") else "",
        }
        for event in rows[:LATEST_EVENTS]
    ]
