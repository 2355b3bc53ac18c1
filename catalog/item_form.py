"""The facts of a piece as staff edit them; what a listed piece can't be without stays."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction

from catalog.listing import RULES_ABOVE
from catalog.models import Item, ListingState, Material
from catalog.refusals import told_by

DECIDING = ("designer", "category")  # with the price they decide how many people judge it
KEPT = ("grade", "bucket", "bucket_reason")


class ItemForm(forms.ModelForm):
    class Meta:
        model = Item
        fields = ["rarity", "also_made_of", *KEPT]  # the admin names all that it shows

    def clean_rarity(self) -> list[str]:
        """A list of words; an empty field is an empty list."""
        told = self.cleaned_data["rarity"] or []
        if not isinstance(told, list) or not all(isinstance(word, str) for word in told):
            raise forms.ValidationError('A list of words, such as ["Exotic skin", "Special order"].')
        return told

    def clean_also_made_of(self) -> list[str]:
        """Names from the list of materials, so that the rules for restricted ones can't overlook a spelling."""
        told = self.cleaned_data["also_made_of"] or []
        if not isinstance(told, list) or not all(isinstance(word, str) for word in told):
            raise forms.ValidationError('A list of materials, such as ["Python", "Calfskin"].')
        known = set(Material.objects.filter(name__in=told).values_list("name", flat=True))
        if unknown := [word for word in told if word not in known]:
            raise forms.ValidationError(f"Not in the list of materials: {', '.join(unknown)}.")
        return told

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.state in (ListingState.LISTED, ListingState.SOLD):
            for name in KEPT:
                if name in data and not data[name]:
                    self.add_error(name, "A piece that is listed or sold keeps this. Another value is fine.")
        if refused := self._refused(data):
            self.add_error(None, refused)
        return data

    def _refused(self, data: dict[str, Any]) -> str:
        """What the rooms above say to another house or category of a piece on the shelf: the database is asked."""
        told = {name: data[name] for name in DECIDING if name in self.changed_data and data.get(name)}
        if self.instance.state != ListingState.LISTED or not told:
            return ""
        try:
            with transaction.atomic():
                Item.objects.filter(pk=self.instance.pk).update(**told)
                transaction.set_rollback(True)
        except IntegrityError as error:
            return told_by(error, *RULES_ABOVE)
        return ""
