"""What may pass as a person's name: it is read out at the top of mails that we send to an address somebody typed."""

import re

from django.core.exceptions import ValidationError

NOT_IN_A_NAME = re.compile(r"[<>@{}\\]|https?:|www\.|\w\.\w{2,}/|\.(com|net|org|io|ru|cn)\b", re.IGNORECASE)
LONGEST = 60


def validate_name(name: str) -> None:
    """Raise ValidationError for a web address, markup or a text; whoever sends those wants our mails to carry them."""
    if NOT_IN_A_NAME.search(name):
        raise ValidationError(
            "A name has letters only, no addresses or signs. How should we address the parcel?"
        )
    if len(name) > LONGEST:
        raise ValidationError(f"Please shorten this to {LONGEST} letters; the label has no room for more.")
