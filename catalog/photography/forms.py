"""Photographs that staff upload and arrange: whatever arrives is encoded anew and gets a name nobody chose."""

import secrets
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone

from catalog.gallery import NAMES
from catalog.models import DiscardedPhoto, Photo
from catalog.photography.adding import alt_for
from catalog.photography.intake import encode
from catalog.photography.refusals import BadPicture

VIEWS = [("", "Another view"), *((key, name) for key, name in NAMES.items() if key != "threequarter")]


class UploadField(forms.FileField):
    """A picture from somebody's disk, given on as a WebP of ours without metadata.

    Not Django's ImageField: that one believes the name's ending, and keeps the file as it came.
    """

    widget = forms.ClearableFileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The re-encoded picture, or what was there before."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        try:
            encoded = encode(file, file.name or "")
        except BadPicture as problem:
            raise forms.ValidationError(f"{file.name}: {problem}") from None
        return SimpleUploadedFile(f"{secrets.token_hex(12)}.webp", encoded.data, "image/webp")


class ArrangeForm(forms.ModelForm):
    """Where a photograph hangs, what it shows, and its description; an empty description is written from the rest."""

    class Meta:
        model = Photo
        fields = ["position", "view", "alt"]
        labels = {"position": "Place", "alt": "Description"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alt"].required = False

    def _get_validation_exclusions(self) -> set[str]:
        """Two may change places: the whole set is looked at (PhotoFormSet), and by the database at the end."""
        return super()._get_validation_exclusions() | {"position"}  # type: ignore[misc]

    def clean_alt(self) -> str:
        """The description, or one that follows from the piece and the view."""
        written: str = self.cleaned_data["alt"]
        place = self.cleaned_data.get("position") or 0
        return written or alt_for(self.instance.item, self.cleaned_data.get("view", ""), place)


class ViewForm(ArrangeForm):
    """The same on the photographs' own page, where the views are a list to choose from."""

    view = forms.ChoiceField(choices=VIEWS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, now = dict(VIEWS), self.instance.view
        if now not in known:
            self.fields["view"].choices = [*VIEWS, (now, NAMES.get(now, now))]  # type: ignore[attr-defined]


class PhotoForm(ArrangeForm):
    """A photograph of a piece, in the table on the piece's form; its file may be replaced."""

    class Meta(ArrangeForm.Meta):
        fields = ["position", "view", "file", "alt"]
        field_classes = {"file": UploadField}

    def save(self, commit: bool = True) -> Photo:
        """A replaced file goes with its renditions, and the new one is rendered."""
        photo: Photo = self.instance
        if photo.pk and "file" in self.changed_data:
            name, width = Photo.objects.values_list("file", "width").get(pk=photo.pk)
            DiscardedPhoto.objects.create(name=name, width=width)
            photo.widest = photo.made = photo.tries = 0
            photo.trouble, photo.due_at = {}, timezone.now()
        saved: Photo = super().save(commit)
        return saved


class PhotoFormSet(forms.BaseInlineFormSet):
    """All photographs of a piece: no two in one place."""

    def clean(self) -> None:
        """Raises ValidationError naming the place that two want."""
        super().clean()
        taken: set[int] = set()
        for form in self.forms:
            place = getattr(form, "cleaned_data", {}).get("position")
            if place is None or form.cleaned_data.get("DELETE"):
                continue
            if place in taken:
                raise forms.ValidationError(f"Two photographs stand in place {place}. Give each its own.")
            taken.add(place)
