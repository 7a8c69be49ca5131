"""What a notice says about a bottleneck: what happened, where it stands, and the facts its reader needs."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from bottlenecks.models import Bottleneck
from bottlenecks.standing import standing
from bottlenecks.workflow import BOTTLENECK
from notices.briefs import Brief, register
from notices.models import Notice

LONGEST_TEXT = 1200


def brief(notice: Notice) -> Brief:
    """The brief of a notice about a bottleneck, as of now (about ten queries)."""
    bottleneck = Bottleneck.objects.select_related("area", "category", "case__holder__body").get(case=notice.case)
    return Brief(
        what=_what(notice),
        standing=standing(bottleneck).sentence,
        facts=[
            (_("Area"), str(bottleneck.category or bottleneck.area)),
            (_("Who is hit"), bottleneck.affected),
            (_("How bad is it"), bottleneck.get_severity_display()),
            (_("Description"), Truncator(bottleneck.description).chars(LONGEST_TEXT)),
        ],
    )


def _what(notice: Notice) -> str:
    event = notice.event
    label = next((str(row.label) for row in BOTTLENECK.transitions if row.verb == event.verb), event.verb)
    return f"{label} ({event.actor_post or event.get_actor_kind_display()})"


register(BOTTLENECK.kind, brief=brief, page=BOTTLENECK.page)
