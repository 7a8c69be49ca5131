"""What a person may change about their own account."""

from django import forms

from accounts.models import User


class ProfileForm(forms.ModelForm):
    """Name and language; the address is the administrator's to change, since it is how one logs in."""

    class Meta:
        model = User
        fields = ["name", "name_hi", "language"]
        widgets = {"language": forms.RadioSelect, "name": forms.TextInput(attrs={"autocomplete": "name"})}
