"""New cases of a committee: their references and who holds them first."""

from cases.models import Case
from cases.record import next_reference
from institutions import clock
from institutions.models import Body, Post


def prefix_of(body: Body, letter: str) -> str:
    """The series of references of a committee's cases: MH-PUNE-M for meetings of Pune, MH-SEPC-M of the State's.

    A body of no State gives its own code: DGFT-R for the lists of DGFT headquarters.
    """
    if body.state_id is None:
        return f"{body.code}-{letter}"
    return f"{body.state.code}-{body.district.code if body.district_id else 'SEPC'}-{letter}"


def new_case(body: Body, *, title: str, letter: str, holder: Post | None) -> Case:
    """A case of a committee with its reference, held by a post from now; not saved yet."""
    at = clock.now()
    return Case(
        title=title[:200],
        district=body.district,
        state=body.state,
        origin=body,
        holder=holder,
        holder_since=at,
        opened_at=at,
        reference=next_reference(prefix=prefix_of(body, letter), year=clock.local_date(at).year),
    )
