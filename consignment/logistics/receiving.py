"""At the desk: the parcel is opened, what came is written down and photographed, the piece gets its record."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from authentication.serials.recording import SerialRefused, record
from catalog import custody, numbers
from catalog.models import Category, Custody, Designer, Item, Ownership, Style
from catalog.photography.results import Encoded
from consignment.curation import examination
from consignment.logistics import outbound
from consignment.logistics.links import receipt_link
from consignment.logistics.papers import receipt_pdf
from consignment.logistics.records import made, taken_in_again
from consignment.models import Consignment, Receipt, ReceiptPhoto
from consignment.pieces import mails, states
from consignment.pieces.locks import lock_consignment

S = Consignment.State
# What may come out of a parcel at the desk; a buyer's return is `consignment.pieces.sale.came_back`.
EXPECTED = (S.AWAITED, S.IN_TRANSIT, S.NOT_RECEIVED, S.RETURNING)


@dataclass(frozen=True)
class Intake:
    """What the desk saw: the piece in our own words, what came with it, its condition, photographs.

    `lines` are (what, did it come); designer, style and category are ours, read from what she wrote. `numbers` are
    (Serial.Kind, as it stands on the piece): they are kept encrypted, and stand in no receipt and no mail.
    """

    designer: Designer
    category: Category
    title: str
    lines: tuple[tuple[str, bool], ...]
    condition: str
    style: Style | None = None
    photos: Sequence[Encoded] = field(default=(), repr=False)
    numbers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def receive(pk: int, intake: Intake, *, actor: Any, now: datetime | None = None) -> Receipt:
    """The piece is here: itemised receipt to its owner, the draft record, owner and custody, the case of its review.

    A piece that we know keeps its number and record. Pictures and the receipt are stored before anything is locked; if
    it can't be received after all, they are deleted. Raises ConsignmentRefused.
    """
    now, consignment = now or timezone.now(), _fresh(pk)
    if consignment.state not in EXPECTED:
        raise states.ConsignmentRefused(f"The piece is {consignment.get_state_display().lower()}.")
    number = consignment.item.number if consignment.item else numbers.new_numbers()[0]
    stored = [_store(f"intake/{secrets.token_hex(16)}.webp", photo.data) for photo in intake.photos]
    paper = receipt_pdf(consignment, intake, number, at=now)
    stored.append(_store(f"receipts/{secrets.token_hex(16)}.pdf", paper))
    try:
        return _received(pk, intake, number, stored, actor, now)
    except BaseException:  # nobody would ever look for them
        for name in stored:
            storages["private"].delete(name)
        raise


@transaction.atomic
def _received(pk: int, intake: Intake, number: str, stored: list[str], actor: Any, now: datetime) -> Receipt:
    before = lock_consignment(pk)
    if before.state not in EXPECTED:
        raise states.ConsignmentRefused(f"The piece is {before.get_state_display().lower()}.")
    sent_back = before.state == S.RETURNING
    item = made(before, intake, number, now) if before.item is None else taken_in_again(before.item)
    consignment = states.move(pk, S.RECEIVED, actor=actor, at=now, item=item)
    _record(item, intake, actor)
    why = f"Agreement {consignment.agreement.number}"
    custody.owner_becomes(
        item, Ownership.Kind.CONSIGNOR, str(consignment.consignor_id), why=why, at=now, actor=actor
    )
    custody.hand_over(
        item, Custody.Holder.STAFF, person=actor, given_by=actor, why="Received at the desk.", at=now
    )
    outbound.close(consignment, now)
    receipt = _written(consignment, intake, stored, actor, now)
    examination.begin(consignment, actor=actor, receipt=receipt, now=now)
    told = {"lines": receipt.lines, "condition": receipt.condition, "came_back": sent_back}
    told |= {"paper": receipt_link(receipt), "photos": bool(intake.photos)}
    mails.tell(consignment, "received", once=f"receipt-{receipt.pk}", **told)
    return receipt


def _record(item: Item, intake: Intake, actor: Any) -> None:
    """Keep the numbers that stand on it; one that another piece has, or a list, raises an alarm (docs/serials.md)."""
    for kind, text in intake.numbers:
        try:
            record(item, kind, text, actor)
        except SerialRefused as refused:
            raise states.ConsignmentRefused(str(refused)) from None


def _written(
    consignment: Consignment, intake: Intake, stored: list[str], actor: Any, now: datetime
) -> Receipt:
    receipt = Receipt.objects.create(
        consignment=consignment,
        at=now,
        by=actor,
        lines=[{"name": name, "present": present} for name, present in intake.lines],
        condition=intake.condition,
        document=stored[-1],
    )
    ReceiptPhoto.objects.bulk_create(
        ReceiptPhoto(receipt=receipt, file=name, width=photo.width, height=photo.height)
        for name, photo in zip(stored, intake.photos, strict=False)
    )
    return receipt


def _fresh(pk: int) -> Consignment:
    return Consignment.objects.select_related("agreement__offer__submission", "consignor", "item").get(pk=pk)


def _store(name: str, content: bytes) -> str:
    return storages["private"].save(name, ContentFile(content))
