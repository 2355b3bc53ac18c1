"""What staff type into a draft: a check, for which kind a new list is, why a version is published."""

from typing import Any

from django import forms
from django.utils.text import slugify

from authentication.checklists.versions import SHOWN
from authentication.models import Check
from catalog.models import Category, Designer


class CheckForm(forms.ModelForm):
    """One check. Its code follows from its first title and stays, so that versions can be compared."""

    class Meta:
        model = Check
        fields = SHOWN
        widgets = {"how": forms.Textarea(attrs={"rows": 5})}

    def told(self) -> dict[str, Any]:
        """As `editing.save_check` wants it."""
        code = self.instance.code or slugify(self.cleaned_data["title"])[:40]
        return {"code": code or "check", **self.cleaned_data}


class KindForm(forms.Form):
    """For which pieces the new list is."""

    category = forms.ModelChoiceField(
        Category.objects.order_by("name"), label="Kind of piece", required=False, empty_label="Every kind"
    )
    designer = forms.ModelChoiceField(
        Designer.objects.order_by("name"), label="Designer", required=False, empty_label="Every designer"
    )
