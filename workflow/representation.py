"""What systems read of a case of any kind: stable names, codes beside names, posts instead of people."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from cases.models import Case
from institutions.models import Post
from workflow.engine import Workflow, workflow_of


def named(path: str):
    """The column of a name in the language of the answer."""
    return Coalesce(NullIf(f"{path}_hi", Value("")), path) if get_language() == "hi" else F(path)


def stamp(at) -> str | None:
    """An instant as the API writes it: UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def post_document(post: Post | None) -> dict[str, Any] | None:
    """A post by its designation; never the person."""
    if post is None:
        return None
    return {"id": post.pk, "role": post.role, "title": post.label, "body": post.body.code, "body_name": str(post.body)}


def place_document(place, code: str = "") -> dict[str, str] | None:
    return {"lgd_code": place.lgd_code, "code": code or place.code, "name": str(place)} if place else None


def case_document(case: Case, workflow: Workflow) -> dict[str, Any]:
    """The common face of a case; needs district, state, origin and holder's body loaded."""
    district, state = case.district, case.state
    return {
        "key": str(case.key),
        "kind": case.kind,
        "reference": case.reference,
        "title": case.title,
        "status": case.status,
        "status_label": str(workflow.statuses(case.status).label),
        "level": case.level,
        "cycle": case.cycle,
        "version": case.version,
        "state": place_document(state),
        "district": place_document(district, f"{state.code}-{district.code}") if district else None,
        "origin": {"code": case.origin.code, "name": str(case.origin)},
        "holder": post_document(case.holder),
        "holder_since": stamp(case.holder_since),
        "external_system": case.external_system,
        "external_ref": case.external_ref,
        "duplicate_of": case.duplicate_of.reference if case.duplicate_of else None,
        "created_at": stamp(case.created_at),
        "opened_at": stamp(case.opened_at),
        "changed_at": stamp(case.changed_at),
        "closed_at": stamp(case.closed_at),
    }


def events_of(case: Case, workflow: Workflow) -> list[dict[str, Any]]:
    """The history of a case, oldest first: which post did what, and the words that went with it."""
    labels = {move.verb: str(move.label) for move in workflow.transitions}
    events = case.events.select_related("remark", "actor_post__body", "holder__body").order_by("version")
    return [
        {
            "version": event.version,
            "verb": event.verb,
            "label": labels.get(event.verb, event.verb),
            "source": event.source,
            "target": event.target,
            "level": event.level,
            "cycle": event.cycle,
            "by": {"kind": event.actor_kind, "post": post_document(event.actor_post)},
            "holder": post_document(event.holder),
            "text": event.remark.text if hasattr(event, "remark") else "",
            "recorded_at": stamp(event.recorded_at),
            "effective_on": event.effective_on.isoformat(),
        }
        for event in events
    ]


def evidence_of(case: Case) -> list[dict[str, Any]]:
    """The documents attached to a case, by what can be said of them without opening them."""
    return [
        {
            "key": str(row.key),
            "name": row.name,
            "content_type": row.content_type,
            "size": row.size,
            "sha256": row.sha256,
            "state": row.state,
            "added_at": stamp(row.added_at),
        }
        for row in case.evidence.all()
    ]


def case_columns() -> list:
    """The columns of a row of the list over all kinds, after changed_at and id."""
    return [
        "key", "kind", "reference", "title", "status", "level", "version", "state__code", "district__code",
        "holder_id", "holder__role", named("holder__title"), "holder__body__code", named("holder__body__name"),
    ]  # fmt: skip


def case_row(row: tuple, resources: dict[str, Any]) -> dict[str, Any]:
    """A row of that list."""
    (changed_at, _id, key, kind, reference, title, status, level, version, state, district,
     post, role, post_title, body, body_name) = row  # fmt: skip
    handle = reference or str(key)
    return {
        "key": str(key),
        "kind": kind,
        "reference": reference,
        "href": resources[kind].href(handle) if kind in resources else None,
        "title": title,
        "status": status,
        "status_label": str(workflow_of(kind).statuses(status).label),
        "level": level,
        "version": version,
        "state": state,
        "district": f"{state}-{district}" if district else None,
        "holder": post_row(post, role, post_title, body, body_name),
        "changed_at": stamp(changed_at),
    }


def post_row(post, role, title, body, body_name) -> dict[str, Any] | None:
    """A post from bare columns."""
    if post is None:
        return None
    return {"id": post, "role": role, "title": title, "body": body, "body_name": body_name}
