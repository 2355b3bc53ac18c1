"""Photographs that staff upload: whatever arrives is re-encoded and gets a name nobody chose."""

import secrets
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from catalog.models import Photo
from catalog.photographs import FORMATS, BadPicture, encode

NO_PICTURE = f"This isn't a picture the shop can read. It takes {', '.join(FORMATS)}."


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
            encoded = encode(file)  # type: ignore[arg-type]  # an uploaded file reads and seeks like any other
        except BadPicture as problem:
            raise forms.ValidationError(f"{NO_PICTURE} {problem}") from None
        return SimpleUploadedFile(f"{secrets.token_hex(12)}.webp", encoded.data, "image/webp")


class PhotoForm(forms.ModelForm):
    """A photograph of a piece, in the table on the piece's form."""

    class Meta:
        model = Photo
        fields = ["position", "view", "file", "alt"]
        field_classes = {"file": UploadField}
