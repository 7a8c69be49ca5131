"""The PDF of a document: asked for, watched while it is made, and read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case
from institutions import clock
from products.views.seen import login_for_what_is_not_public
from strategies.models import Adoption, Audience, Printout, PrintState, Version
from strategies.outputs import printing
from strategies.views.public import NAV
from strategies.views.seen import MODELS, frame
from workflow.pages import UNPROCESSABLE

LANGUAGES = [("en", "English"), ("hi", "हिन्दी")]
DRAFT = "draft"
SHOWN = 10


@dataclass(frozen=True)
class Reader:
    """What the reader of an address may have on paper: its committees everything, everybody the version in force."""

    case: Case
    inside: bool
    in_force: Version | None

    def printouts(self):
        rows = Printout.objects.filter(case=self.case).select_related("version").defer("version__content")
        if self.inside:
            return rows
        return rows.filter(version=self.in_force, audience=Audience.PUBLIC)


def _reader(request: HttpRequest, handle: str) -> Reader:
    case = Case.objects.filter(kind__in=MODELS).by_handle(handle).select_related("district", "state", "origin").first()
    if case is None:
        raise Http404
    adoptions = Adoption.objects.filter(case=case, ended_at=None).select_related("version")
    adoption = adoptions.defer("version__content").first()
    inside = Case.objects.visible_to(request.actor).filter(pk=case.pk).exists()
    if not inside and adoption is None:
        raise Http404
    return Reader(case, inside, adoption.version if adoption else None)


class Wanted(forms.Form):
    """Which version, for whom, in which language."""

    version = forms.ChoiceField(label=lazy("Version"))
    audience = forms.ChoiceField(label=lazy("For whom"), choices=Audience.choices)
    language = forms.ChoiceField(label=lazy("Language"), choices=LANGUAGES)

    def __init__(self, data, *, reader: Reader):
        super().__init__(data, initial={"language": get_language(), "audience": Audience.COMMITTEE})
        self._versions: dict[str, Version | None] = {}
        if not reader.inside:
            del self.fields["version"], self.fields["audience"]
            return
        choices = [(DRAFT, _("As it stands now, marked as a draft"))]
        self._versions[DRAFT] = None
        for version in Version.objects.filter(case=reader.case).defer("content").order_by("-number"):
            said = _("Version %(number)s, submitted on %(day)s")
            if version == reader.in_force:
                said = _("Version %(number)s, in force, submitted on %(day)s")
            day = clock.local_date(version.at).isoformat()
            choices.append((str(version.number), said % {"number": version.number, "day": day}))
            self._versions[str(version.number)] = version
        self.fields["version"].choices = choices
        newest = next((number for number, _said in choices if number != DRAFT), DRAFT)
        self.initial["version"] = str(reader.in_force.number) if reader.in_force else newest

    def wanted(self, reader: Reader) -> dict:
        """The arguments of `printing.ask`."""
        facts = self.cleaned_data
        if not reader.inside:
            return {"version": reader.in_force, "audience": Audience.PUBLIC, "language": facts["language"]}
        return {
            "version": self._versions[facts["version"]], "audience": facts["audience"], "language": facts["language"]
        }  # fmt: skip


@login_for_what_is_not_public
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, handle: str) -> HttpResponse:
    """Ask for one; the page says how far it is, by reloading itself, and leads to the file."""
    reader = _reader(request, handle)
    form = Wanted(request.POST or None, reader=reader)
    if request.method == "POST" and form.is_valid():
        made = printing.ask(case=reader.case, **form.wanted(reader))
        return redirect(f"{reverse('document-pdf', args=[handle])}?print={made.key}")
    asked = _asked(request, reader)
    rows = reader.printouts().exclude(pk=asked.pk if asked else None).order_by("-asked_at")[:SHOWN]
    context = _around(request, reader) | {
        "form": form,
        "asked": asked,
        "before": printing.before(asked) if asked and asked.state == PrintState.WAITING else 0,
        "printouts": rows,
        "inside": reader.inside,
    }
    return render(request, "strategies/pdf.html", context, status=UNPROCESSABLE if form.errors else 200)


def _around(request: HttpRequest, reader: Reader) -> dict:
    """The document's tabs for its committees, a way back to the public page for others."""
    case = reader.case
    if reader.inside:
        return frame(request, MODELS[case.kind].objects.for_list().get(pk=case.pk), "document-pdf")
    title = reader.in_force.content["title"]
    home = reverse(f"{case.kind}-public", args=[case.handle])
    crumbs = [{"label": title, "url": home}, {"label": _("PDF"), "url": ""}]
    return {"nav": NAV[case.kind], "case": case, "title": title, "crumbs": crumbs}


def _asked(request: HttpRequest, reader: Reader) -> Printout | None:
    """The one that was asked for last, which the address names."""
    key = _key(request.GET.get("print", ""))
    return reader.printouts().filter(key=key).first() if key else None


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@login_for_what_is_not_public
@require_safe
def file(request: HttpRequest, handle: str, key: uuid.UUID) -> HttpResponse:
    """The PDF; asked for again where it is no longer kept."""
    reader = _reader(request, handle)
    made = reader.printouts().filter(key=key, state=PrintState.READY).first()
    if made is None:
        raise Http404
    try:
        content = printing.place_of(made).open("rb")
    except OSError:
        made = printing.ask(case=reader.case, version=made.version, audience=made.audience, language=made.language)
        return redirect(f"{reverse('document-pdf', args=[handle])}?print={made.key}")
    Printout.objects.filter(pk=made.pk).update(used_at=clock.now())
    number = f"v{made.version.number}" if made.version else DRAFT
    name = f"{reader.case.reference}-{number}-{made.audience}-{made.language}.pdf"
    answer = FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer
