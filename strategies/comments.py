"""Comments on a document: who may make one, settle it with an answer, and open it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import Case
from institutions import clock
from institutions.actors import Actor
from strategies.life import who
from strategies.models import WRITABLE, Comment, CommentStep, DocumentStatus, Plan, Section, SectionKind, Strategy
from workflow.engine import Inputs
from workflow.errors import Invalid, NotNow
from workflow.fields import prose

S = DocumentStatus
ANSWERED_IN = (*WRITABLE, S.SIGNING, S.SUBMITTED, S.REVIEW, S.APPROVED)
REOPENED_IN = (*WRITABLE, S.REVIEW)
SHORTEST = 5  # characters: “Done.” says how it was settled


class Remark(Inputs):
    """A comment on a section, or on the whole document."""

    kind = forms.ModelChoiceField(
        SectionKind.objects.none(), to_field_name="code", required=False, label=lazy("Section"),
        empty_label=lazy("The whole document"),
    )  # fmt: skip
    text = prose(lazy("Comment"), shortest=SHORTEST)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = SectionKind.objects.filter(sections__case=self.subject.case)


class Settling(Inputs):
    """How a comment was settled, or why it is opened again."""

    text = prose(lazy("How it was settled"), shortest=SHORTEST)


def open_comments(case: Case) -> QuerySet[Comment]:
    """What nobody has settled yet."""
    return Comment.objects.filter(case=case, resolved_at=None)


def may_comment(actor: Actor, document: Plan | Strategy) -> bool:
    """The committee whose document it is while it is consulted; the State's committee while it reviews."""
    status = document.case.status
    if status == DocumentStatus.CONSULTATION:
        return who.a_member(actor, document)
    return status == DocumentStatus.REVIEW and who.the_state(actor, document)


def may_settle(actor: Actor, document: Plan | Strategy) -> bool:
    """A writer of the document, until it is adopted."""
    return document.case.status in ANSWERED_IN and who.a_writer(actor, document)


def may_reopen(actor: Actor, document: Plan | Strategy, comment: Comment) -> bool:
    """The post that made it, while the document is drafted or reviewed; whoever holds the post then."""
    made_it = actor.is_current and actor.post is not None and actor.post.pk == comment.by_post_id
    return made_it and document.case.status in REOPENED_IN


@transaction.atomic
def add(document: Plan | Strategy, *, by: Actor, data: Any) -> Comment:
    """Make a comment. Raises PermissionDenied (403) and Invalid (422) with the bound form."""
    if not may_comment(by, document):
        raise PermissionDenied(
            _("The committee comments while it is consulted, and the State’s committee while it reviews.")
        )
    form = Remark(data, subject=document, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    kind = form.cleaned_data["kind"]
    on = Section.objects.filter(case=document.case, kind=kind).values_list("number", flat=True).first()
    return Comment.objects.create(
        case=document.case, kind=kind, text=form.cleaned_data["text"], on_number=on or 0, body=by.body,
        by_post=by.post, by_user=by.user, at=clock.now(),
    )  # fmt: skip


def settle(document: Plan | Strategy, pk: int, *, by: Actor, data: Any) -> Comment:
    """Say how a comment was settled. Raises PermissionDenied, NotNow (settled meanwhile), Invalid."""
    if not may_settle(by, document):
        raise PermissionDenied(_("A writer of the document settles its comments, until it is adopted."))
    return _step(document, pk, CommentStep.Verb.SETTLE, by=by, data=data)


def reopen(document: Plan | Strategy, pk: int, *, by: Actor, data: Any) -> Comment:
    """Say why it is not settled after all. Raises PermissionDenied, NotNow (open already), Invalid."""
    comment = Comment.objects.get(pk=pk, case=document.case)
    if not may_reopen(by, document, comment):
        raise PermissionDenied(_("Whoever made a comment opens it again, while the document is drafted or reviewed."))
    return _step(document, pk, CommentStep.Verb.REOPEN, by=by, data=data)


@transaction.atomic
def _step(document: Plan | Strategy, pk: int, verb: str, *, by: Actor, data: Any) -> Comment:
    form = Settling(data, subject=document, actor=by)
    if not form.is_valid():
        raise Invalid(form)
    comment = Comment.objects.select_for_update().get(pk=pk, case=document.case)
    settling, at, text = verb == CommentStep.Verb.SETTLE, clock.now(), form.cleaned_data["text"]
    if settling == (comment.resolved_at is not None):
        raise NotNow(_("Somebody was faster: this comment is settled.") if settling else _("This comment is open."))
    comment.resolution = text if settling else ""
    comment.resolved_by, comment.resolved_at = (by.post, at) if settling else (None, None)
    comment.save()
    CommentStep.objects.create(comment=comment, verb=verb, text=text, by_post=by.post, by_user=by.user, at=at)
    return comment
