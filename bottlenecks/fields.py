"""The field that takes HS codes."""

import re

from django import forms
from django.utils.translation import gettext as _

from products.codes import HS_CODE


class HSCodesField(forms.CharField):
    """HS codes of 2, 4, 6 or 8 digits, separated by commas or spaces; always text, "0303" is not 303."""

    many = True  # a list in JSON
    most = 60

    def to_python(self, value) -> list[str]:
        if isinstance(value, list | tuple):
            value = " ".join(str(part) for part in value)
        codes = [re.sub(r"\.", "", part) for part in re.split(r"[\s,;]+", super().to_python(value)) if part]
        wrong = [code[:20] for code in codes if not re.match(HS_CODE, code, re.ASCII)]
        if wrong:
            raise forms.ValidationError(
                _("%(codes)s: an HS code has 2, 4, 6 or 8 digits and keeps its leading zero: 0910, 0910.30.20.")
                % {"codes": ", ".join(wrong)}
            )
        if len(set(codes)) > self.most:
            raise forms.ValidationError(_("Name at most %(most)s codes.") % {"most": self.most})
        return sorted(set(codes))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value
