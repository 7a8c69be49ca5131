"""Submitting twice is one record: form tokens of pages and Idempotency-Key of the API share one table."""

import hashlib
import json
from collections.abc import Callable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.models import Case, Receipt
from institutions import clock
from institutions.actors import Actor


class TokenReused(Exception):
    """The same token came with other content: refused, since one of the two would be lost."""

    def __init__(self):
        super().__init__(_("This form was already submitted with other content. Open it again and resubmit."))


def scope_of(actor: Actor) -> str:
    """Whose tokens these are: two people may use the same token."""
    return f"credential:{actor.credential.pk}" if actor.credential else f"user:{actor.user.pk}"


def fingerprint(verb: str, target: str, data) -> str:
    """A hash of what was asked: the verb, its target and the content, whatever the order of the fields."""
    return hashlib.sha256(json.dumps([verb, target, data], sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def once(*, by: Actor, token: str, verb: str, print_: str, operation: Callable[[], Case]) -> tuple[Case, bool]:
    """Run an operation on a case unless its token was seen: returns (case, whether it is a repeat).

    The receipt commits with the operation. A second submission waits for the first and then gets its case; when the
    first fails, its receipt is rolled back with it and the second one runs.
    """
    if not token:
        return operation(), False
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_receipt (scope, token, fingerprint, verb, outcome, created_at) "
            "VALUES (%s, %s, %s, %s, '{}', %s) ON CONFLICT (scope, token) DO NOTHING RETURNING id",
            [scope_of(by), token, print_, verb, clock.now()],
        )
        row = cursor.fetchone()
    if row is None:
        first = Receipt.objects.select_related("case").get(scope=scope_of(by), token=token)
        if first.fingerprint != print_:
            raise TokenReused
        return first.case, True
    case = operation()
    Receipt.objects.filter(pk=row[0]).update(case=case)
    return case, False
