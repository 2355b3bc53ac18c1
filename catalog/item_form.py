"""The facts of a piece as staff edit them; what a listed piece can't be without stays."""

from typing import Any

from django import forms

from catalog.models import Item, ListingState

KEPT = ("grade", "bucket", "bucket_reason")


class ItemForm(forms.ModelForm):
    class Meta:
        model = Item
        fields = ["rarity", *KEPT]  # the admin names all that it shows

    def clean_rarity(self) -> list[str]:
        """A list of words; an empty field is an empty list."""
        told = self.cleaned_data["rarity"] or []
        if not isinstance(told, list) or not all(isinstance(word, str) for word in told):
            raise forms.ValidationError('A list of words, such as ["Exotic skin", "Special order"].')
        return told

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.state in (ListingState.LISTED, ListingState.SOLD):
            for name in KEPT:
                if name in data and not data[name]:
                    self.add_error(name, "A piece that is listed or sold keeps this. Another value is fine.")
        return data
