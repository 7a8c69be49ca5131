"""Forms of imports: what is said of a table, and what a published name means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geography.models import Country, District
from institutions import clock
from products.codes import EDITION
from products.models import HSCode
from trade.importer import files
from trade.importer.layout import Layout, WrongFile
from trade.importer.periods import read_period
from trade.models import PublishedItem, PublishedPlace

SALT = "trade.import.file"
A_DAY = 24 * 60 * 60  # seconds a file waits for the rest of its form


class Upload(forms.Form):
    """The file, its source and date, and what its layout asks. A file once sent is not asked for again."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX."),
        required=False,
        error_messages={"required": gettext_lazy("Choose the file to send.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200, help_text=gettext_lazy("Who published it, and what it is called.")
    )
    source_url = forms.URLField(label=gettext_lazy("Address of the source"), required=False, assume_scheme="https")
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=120, required=False)
    as_of = forms.DateField(
        label=gettext_lazy("Date of the table"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day on which the source published or drew it."),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, layout: Layout, *args: Any, owner: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layout, self.owner = layout, owner
        self.kept: files.Kept | None = None
        self.file_name = ""
        for ask in layout.asks:
            values = {"label": ask.label, "help_text": ask.hint, "required": ask.required, "initial": ask.initial}
            if ask.choices:
                self.fields[ask.name] = forms.ChoiceField(choices=ask.choices, **values)
            else:
                self.fields[ask.name] = forms.CharField(max_length=120, **values)
        self._take_up()
        self.fields["file"].required = self.kept is None

    def _take_up(self) -> None:
        """The file of an earlier attempt, when its token is this user's."""
        if not self.is_bound or not self.data.get("token"):
            return
        try:
            said = signing.loads(self.data["token"], salt=SALT, max_age=A_DAY)
        except signing.BadSignature:
            return
        if said["owner"] == self.owner and files.place_of(said["path"]).exists():
            self.kept, self.file_name = files.Kept(said["path"], said["size"], said["sha256"]), said["name"]

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day > clock.today():
            raise forms.ValidationError(_("The date of the table lies in the future."))
        return day

    def clean_period(self) -> str:
        text = self.cleaned_data["period"]
        if text and read_period(text) is None:
            raise forms.ValidationError(_("Write FY2025 for April 2024 to March 2025, CY2024 for a year, or 2025-03."))
        return text

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        upload = said.get("file")
        if upload:
            try:
                self.kept, self.file_name = files.store(upload.chunks()), upload.name
            except WrongFile as wrong:
                self.add_error("file", str(wrong))
        return said

    @property
    def kept_token(self) -> str:
        """What the next attempt sends instead of the file."""
        if self.kept is None:
            return ""
        said = {"path": self.kept.path, "size": self.kept.size, "sha256": self.kept.sha256}
        return signing.dumps({**said, "name": self.file_name, "owner": self.owner}, salt=SALT)

    @property
    def options(self) -> dict[str, str]:
        return {ask.name: self.cleaned_data.get(ask.name, "") for ask in self.layout.asks}


class Revoke(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why it is revoked"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class MapPlace(forms.Form):
    """The districts of the State, the likely ones first; all districts where the State itself is unknown."""

    district = forms.ModelChoiceField(District.objects.none(), label=gettext_lazy("District"))

    def __init__(self, name: PublishedPlace, *args: Any, likely: tuple[District, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["district"]
        rows = District.objects.select_related("state").order_by("state__name", "name")
        field.queryset = rows.filter(state=name.state_id) if name.state_id else rows
        field.initial = likely[0].pk if len(likely) == 1 else name.district_id


class MapItem(forms.Form):
    code = forms.CharField(label=gettext_lazy("HS code"), max_length=8)

    def __init__(self, name: PublishedItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_code(self) -> HSCode:
        code = self.cleaned_data["code"].strip()
        known = HSCode.objects.filter(code=code, edition__in=[self.name.edition, EDITION])
        found = known.filter(edition=self.name.edition).first() or known.first()
        if found is None:
            raise forms.ValidationError(_("The classification has no such code."))
        return found


class MapPartner(forms.Form):
    country = forms.ModelChoiceField(
        Country.objects.filter(retired_on=None).order_by("name"), label=gettext_lazy("Country")
    )
