"""What a notice says about its case. The kinds of cases lie in the layers above and register here how they brief."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from cases.models import Case
from institutions.models import Appointment
from notices.models import Notice


@dataclass(frozen=True)
class Attached:
    """A file that goes with a notice's mail; content_type with its parameters, as it stands in the header."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Brief:
    """what: what happened; standing: who has the case until when; facts: (term, value) of the record itself.

    attached: files for the mail.
    """

    what: str = ""
    standing: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)


_briefs: dict[str, Callable[[Notice], Brief]] = {}
_pages: dict[str, str] = {}
_uses: dict[str, Callable[[Notice, Appointment], bool]] = {}


def register(kind: str, *, brief: Callable[[Notice], Brief], page: str) -> None:
    """Say how a kind of case is briefed, in the language in force, and the URL name of its page (taking a handle)."""
    _briefs[kind], _pages[kind] = brief, page


def register_use(purpose: str, still: Callable[[Notice, Appointment], bool]) -> None:
    """Say whether a mail of a purpose is still of use to its reader; asked when it is made up and at each attempt."""
    _uses[purpose] = still


def purposes_to_ask() -> list[str]:
    return list(_uses)


def is_of_use(notice: Notice, reader: Appointment) -> bool:
    still = _uses.get(notice.purpose)
    return still is None or still(notice, reader)


def brief_of(notice: Notice) -> Brief:
    brief = _briefs.get(notice.case.kind)
    return brief(notice) if brief else Brief()


def path_of(case: Case) -> str:
    """The path of a case's page; the front page for a kind that has none."""
    try:
        return reverse(_pages[case.kind], args=[case.handle])
    except (KeyError, NoReverseMatch):
        return "/"


def address_of(case: Case) -> str:
    return settings.SITE_URL + path_of(case)
