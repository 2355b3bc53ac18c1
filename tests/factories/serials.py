"""Numbers of pieces, as the desk records them."""

from typing import Any

from authentication.models import FlaggedList, FlaggedNumber, Serial
from authentication.serials.keeping import encrypted, pepper_name, slow_digest
from authentication.serials.recording import record
from catalog.models import Designer, Item
from tests.factories.catalog import draft_item


def a_serial(
    text: str = "K123456", item: Item | None = None, *, kind: str = "serial", actor: Any = None
) -> Serial:
    """A number recorded for a piece."""
    return record(item or draft_item(), kind, text, actor)


def a_flagged(
    text: str = "K123456", *, designer: Designer | None = None, why: str = "stolen"
) -> FlaggedNumber:
    """A number on a list, already digested."""
    source = FlaggedList.objects.create(name="Register", file_digest=slow_digest(text + why))
    facts = {"ciphertext": encrypted(text), "digest": slow_digest(text), "pepper": pepper_name()}
    return FlaggedNumber.objects.create(source=source, line=1, designer=designer, why=why, **facts)
