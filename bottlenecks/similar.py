"""Open bottlenecks that may be the same: seen before one logs or raises a second one."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from bottlenecks.models import Bottleneck
from institutions.actors import Actor

AT_MOST = 3
ALIKE = 0.3  # trigram similarity of titles, by trial on the demonstration's texts


def similar_to(bottleneck: Bottleneck, actor: Actor) -> list[Bottleneck]:
    """Up to three open bottlenecks of the State in the same area with a like title, most alike first."""
    case = bottleneck.case
    if case.closed_at is not None:
        return []
    rows = Bottleneck.objects.visible_to(actor).live().filter(Q(case__state=case.state_id), area=bottleneck.area_id)
    rows = rows.exclude(pk=bottleneck.pk).annotate(alike=TrigramSimilarity("case__title", case.title))
    return list(rows.filter(alike__gte=ALIKE).for_list().order_by("-alike", "case_id")[:AT_MOST])


def titled_like(title: str, actor: Actor) -> list[Bottleneck]:
    """Up to three open bottlenecks one sees with a like title: told while a new one is being typed."""
    rows = Bottleneck.objects.visible_to(actor).live().filter(case__title__trigram_similar=title)
    return list(
        rows.annotate(alike=TrigramSimilarity("case__title", title)).for_list().order_by("-alike", "case_id")[:AT_MOST]
    )
