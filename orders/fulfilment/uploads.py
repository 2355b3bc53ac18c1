"""Pictures of a shot list as a form sends them: one file field per piece and shot."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

FIELD = re.compile(r"photo-(\d+)-(\w+)")


@dataclass(frozen=True)
class Sent:
    """One picture: the field it came in, the piece (its shipment line) and the shot that it is said to show."""

    field: str
    line_pk: int
    shot: str
    file: UploadedFile


def field_of(line_pk: int, shot: str) -> str:
    """The name of the field of one shot of one piece."""
    return f"photo-{line_pk}-{shot}"


def sent_pictures(request: HttpRequest) -> Iterator[Sent]:
    """Every picture that came with the request; other files are left alone."""
    for name in request.FILES:
        file, named = request.FILES[name], FIELD.fullmatch(name)
        if named is not None and isinstance(file, UploadedFile):
            yield Sent(name, int(named[1]), named[2], file)
