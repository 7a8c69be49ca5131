"""A living style guide: every component with realistic content. Shown in demo, debug and test, never in production."""

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dehportal.style_guide_samples import case, in_language, lists


def style_guide(request: HttpRequest) -> HttpResponse:
    """The page of all components; `?errors=1` shows the form as it comes back with mistakes."""
    if not (settings.DEMO or settings.DEBUG or settings.TESTING):
        raise Http404
    bound = {"title": "lab", "severity": "high"} if request.GET.get("errors") else None
    page = Paginator(range(1, 1180), 25).get_page(request.GET.get("page", 7))
    context = {
        "nav": "bottlenecks",
        "form": _form()(bound),
        "filters": _filters()({"state": "ML"}),
        "page_obj": page,
        "actions": _actions(),
        **case(),
        **lists(),
    }
    return render(request, "style_guide.html", context, status=422 if bound else 200)


def _form() -> type[forms.Form]:
    t = in_language
    areas = [
        ("quality", t("Quality", "गुणवत्ता")),
        ("packaging", t("Packaging", "पैकेजिंग")),
        ("dry_port", t("Dry port", "शुष्क बंदरगाह")),
        ("skills", t("Skills", "कौशल")),
    ]
    severities = [
        ("normal", t("Slows exports", "निर्यात धीमा होता है")),
        ("high", t("Costs orders", "ऑर्डर छूटते हैं")),
        ("critical", t("Stops exports", "निर्यात रुक गया है")),
    ]

    class Sample(forms.Form):
        title = forms.CharField(
            label=t("What is the bottleneck?", "बाधा क्या है?"),
            min_length=8,
            help_text=t(
                "One sentence, for example: no laboratory in the State tests agarwood oil for residues.",
                "एक वाक्य में, जैसे: राज्य में अगरवुड तेल के अवशेष परीक्षण की कोई प्रयोगशाला नहीं है।",
            ),
        )
        area = forms.ChoiceField(label=t("Area", "क्षेत्र"), choices=areas, widget=forms.RadioSelect)
        severity = forms.ChoiceField(label=t("How bad is it?", "कितनी गंभीर है?"), choices=severities)
        promised_on = forms.DateField(
            label=t("Promised date", "प्रतिबद्ध तिथि"), widget=forms.DateInput(attrs={"type": "date"}), required=False
        )
        description = forms.CharField(
            label=t("Description", "विवरण"), widget=forms.Textarea(attrs={"rows": 3}), required=False
        )
        evidence = forms.FileField(
            label=t("Evidence", "साक्ष्य"),
            required=False,
            help_text=t("PDF or photo, up to 10 MB.", "पीडीएफ या फोटो, 10 एमबी तक।"),
        )

    return Sample


def _filters() -> type[forms.Form]:
    t = in_language

    class Filters(forms.Form):
        q = forms.CharField(label=t("Search", "खोज"), required=False)
        state = forms.ChoiceField(
            label=t("State", "राज्य"), choices=[("", t("All", "सभी")), ("ML", t("Meghalaya", "मेघालय"))], required=False
        )
        status = forms.ChoiceField(label=t("Status", "स्थिति"), choices=[("", t("All", "सभी"))], required=False)

    return Filters


def _actions() -> list[dict]:
    t = in_language

    class Commit(forms.Form):
        due_on = forms.DateField(label=t("Date", "तिथि"), widget=forms.DateInput(attrs={"type": "date"}))
        deliverable = forms.CharField(label=t("What will be done", "क्या किया जाएगा"))

    class Decline(forms.Form):
        reason = forms.CharField(label=t("Reasons", "कारण"), widget=forms.Textarea(attrs={"rows": 3}))

    rows = [
        (
            "commit",
            t("Commit to a date", "तिथि की प्रतिबद्धता दें"),
            "primary",
            Commit,
            t("A missed date goes up one level.", "तिथि चूकने पर प्रकरण एक स्तर ऊपर जाता है।"),
        ),
        ("ask", t("Ask the district", "जिले से जानकारी माँगें"), "", Decline, ""),
        ("decline", t("Decline with reasons", "कारण सहित अस्वीकार करें"), "danger", Decline, ""),
    ]
    return [
        {
            "verb": verb,
            "label": label,
            "tone": tone,
            "hint": hint,
            "url": "#",
            "open": verb == "commit",
            "form": form(auto_id=f"{verb}-%s"),
            "keep": f"guide-{verb}",
            "hidden": {"version": 7},
        }
        for verb, label, tone, form, hint in rows
    ]
