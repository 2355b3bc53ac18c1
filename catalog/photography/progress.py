"""How far a photograph's renditions are, in words for staff."""

from collections.abc import Iterable
from typing import Any

from catalog.models import Photo
from portero.core.words import clock


def words(photo: Photo) -> str:
    """`All 12 sizes made.`, `5 of 12 sizes made.`, or which failed, why, and when they are tried again."""
    if photo.widest:
        return f"All {photo.wanted} sizes made."
    told = f"{photo.made} of {photo.wanted} sizes made."
    if not photo.trouble:
        return told
    failed = "; ".join(f"{name}: {why}" for name, why in sorted(photo.trouble.items())[:3])
    more = f" and {len(photo.trouble) - 3} more" if len(photo.trouble) > 3 else ""
    after = f"Tried again after {clock(photo.due_at)}." if photo.due_at else "Not tried again by itself."
    return f"{told} Failed: {failed}{more}. {after}"


def facts(photos: Iterable[Photo]) -> dict[str, Any]:
    """What the page asks for while it waits: words by primary key, and whether anything is still to come."""
    rows = list(photos)
    return {
        "photos": {str(photo.pk): {"words": words(photo), "done": bool(photo.widest)} for photo in rows},
        "waiting": any(photo.due_at and not photo.widest for photo in rows),
    }
