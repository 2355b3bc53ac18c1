"""Photographs that staff upload: whatever arrives is encoded anew and gets a name nobody chose."""

import secrets
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from catalog.models import Photo
from catalog.photography.intake import encode
from catalog.photography.refusals import BadPicture


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


class PhotoForm(forms.ModelForm):
    """A photograph of a piece, in the table on the piece's form."""

    class Meta:
        model = Photo
        fields = ["position", "view", "file", "alt"]
        field_classes = {"file": UploadField}
