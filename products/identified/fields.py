"""The fields that take HS codes and countries as people write them."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _

from geography.countries import countries_by_name
from geography.models import Country
from geography.names import name_key
from products.codes import HS_CODE, dotted
from products.hs import concordance
from products.models import HSCode

COARSEST = 4  # digits: a chapter is "a broader category" still
SEPARATORS = re.compile(r"[,;\n]+")


def digits(text: str) -> str:
    """A code as it is kept: 0910.30 and "0910 30" are 091030."""
    return re.sub(r"[.\s]", "", text)


def current_codes(wanted: list[str]) -> dict[str, HSCode]:
    """The codes in force among some, each in its latest edition."""
    rows = HSCode.objects.current().filter(code__in=wanted).order_by("edition")
    return {row.code: row for row in rows}


class HSCodeField(forms.CharField):
    """One HS code of 4, 6 or 8 digits that is in force; cleaned to the code itself."""

    def clean(self, value) -> HSCode | None:
        text = digits(super().clean(value))
        return found([text])[0] if text else None


class Several(forms.TextInput):
    """One field to write in, or as many boxes of the same name as somebody ticked."""

    def value_from_datadict(self, data, files, name):
        several = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return ", ".join(map(str, several)) if isinstance(several, list | tuple) else several


class HSCodesField(forms.CharField):
    """HS codes separated by commas; always text, "0303" is not 303. Cleaned to a list of codes in force."""

    widget = Several
    many = True  # a list in JSON
    most = 30

    def clean(self, value) -> list[HSCode]:
        wanted = [code for part in SEPARATORS.split(super().clean(value) or "") if (code := digits(part))]
        if len(set(wanted)) > self.most:
            raise forms.ValidationError(_("Name at most %(most)s codes.") % {"most": self.most})
        return found(sorted(set(wanted)))

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def found(wanted: list[str]) -> list[HSCode]:
    """The codes as the classification has them, or a sentence that says which ones are wrong and why."""
    wrong = [code[:20] for code in wanted if not re.match(HS_CODE, code, re.ASCII)]
    if wrong:
        sentence = _("%(codes)s: an HS code has 4, 6 or 8 digits and keeps its leading zero: 0910, 0910.30.")
        raise forms.ValidationError(sentence % {"codes": ", ".join(wrong)})
    coarse = [code for code in wanted if len(code) < COARSEST]
    if coarse:
        sentence = _("%(codes)s is a whole chapter: choose a heading (4 digits) or finer.")
        raise forms.ValidationError(sentence % {"codes": ", ".join(coarse)})
    known = current_codes(wanted)
    unknown = [code for code in wanted if code not in known]
    if unknown:
        sentence = _("%(codes)s is not in the classification in force. Search for the product by a word.")
        raise forms.ValidationError([sentence % {"codes": ", ".join(unknown)}, *_became(unknown)])
    return [known[code] for code in wanted]


def _became(unknown: list[str]) -> list[str]:
    """What to write instead of codes of an earlier edition, where a table of correlations says it."""
    known = concordance.successors((code, "") for code in unknown)
    sentence = _("%(code)s was of an earlier edition. Look which of these it is now: %(now)s.")
    return [
        sentence % {"code": dotted(code), "now": ", ".join(row.dotted for row, _step in found)}
        for (code, _edition), found in known.items()
    ]


class CountriesField(forms.CharField):
    """Countries by name or ISO code, separated by commas; cleaned to a list of countries, each once."""

    widget = Several
    many = True
    most = 60

    def clean(self, value) -> list[Country]:
        words = [part.strip() for part in SEPARATORS.split(super().clean(value) or "") if part.strip()]
        if len(words) > self.most:
            raise forms.ValidationError(_("Name at most %(most)s countries.") % {"most": self.most})
        if not words:
            return []
        named = countries_by_name()
        unknown = [word[:40] for word in words if name_key(word) not in named]
        if unknown:
            sentence = _("%(names)s: no country is known by this name. Write its name in English or its ISO code.")
            raise forms.ValidationError(sentence % {"names": ", ".join(unknown)})
        return list({row.pk: row for word in words if (row := named[name_key(word)])}.values())

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
