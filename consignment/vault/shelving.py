"""A piece moves by two scans: its label, then the shelf's; every move is a row with who and when."""

import re
from typing import Any

from django.db import transaction

from catalog import custody
from catalog.models import Custody, Item, VaultPlace
from catalog.numbers import read_number

CODE = re.compile(r"^[A-Z0-9]{1,4}(-[A-Z0-9]{1,6}){0,3}$")
Holder = Custody.Holder


class ShelfRefused(Exception):
    """It can't be put there; the message says why, for the person with the scanner."""


def shelve(item_code: str, place_code: str, *, actor: Any) -> Custody:
    """The scanned piece stands on the scanned shelf now. Raises ShelfRefused for what is no piece or shelf of ours."""
    item = piece(item_code)
    place = VaultPlace.objects.filter(code=place_code.strip().upper()).first()
    if place is None:
        raise ShelfRefused(f"There is no shelf {place_code.strip()!r}.")
    return _handed(item, Holder.VAULT, actor, place=place, why="Shelved.")


def take_out(item_code: str, *, actor: Any, why: str = "") -> Custody:
    """Whoever scans it has it now. Raises ShelfRefused."""
    return _handed(piece(item_code), Holder.STAFF, actor, person=actor, why=why or "Taken out.")


def lend(item_code: str, expert: str, *, actor: Any) -> Custody:
    """It is with an outside expert, who is named. Raises ShelfRefused."""
    if not expert.strip():
        raise ShelfRefused("Who has it?")
    return _handed(piece(item_code), Holder.OUTSIDE, actor, detail=expert.strip(), why="Lent.")


def piece(code: str) -> Item:
    """The piece whose label was scanned, and that is with us. Raises ShelfRefused."""
    number = read_number(code)
    item = Item.objects.filter(number=number).first() if number else None
    if item is None:
        raise ShelfRefused(f"{code.strip()!r} is no item number of ours.")
    current = custody.custody_of(item)
    if current is not None and current.holder in (Holder.CARRIER, Holder.OWNER):
        raise ShelfRefused(f"{item.number} has left us: receive it first.")
    return item


@transaction.atomic
def open_shelf(code: str) -> VaultPlace:
    """A shelf under this code, in use again if it was closed. Raises ShelfRefused for a code that can't be one."""
    code = code.strip().upper()
    if not CODE.match(code):
        raise ShelfRefused("A shelf is named by room, shelf and board: A-03-2.")
    place, made = VaultPlace.objects.get_or_create(code=code)
    if not made and not place.is_active:
        place.is_active = True
        place.save(update_fields=["is_active"])
    return place


@transaction.atomic
def close_shelf(place: VaultPlace) -> None:
    """Nothing is put there any more. Raises ShelfRefused while something stands on it."""
    locked = VaultPlace.objects.select_for_update().get(pk=place.pk)
    if Custody.objects.filter(place=locked, until__isnull=True).exists():
        raise ShelfRefused(f"Something stands on {locked.code}: move it first.")
    locked.is_active = False
    locked.save(update_fields=["is_active"])


def _handed(item: Item, holder: Custody.Holder, actor: Any, **facts: Any) -> Custody:
    try:
        return custody.hand_over(item, holder, given_by=actor, **facts)
    except custody.CustodyRefused as refused:
        raise ShelfRefused(str(refused)) from None
