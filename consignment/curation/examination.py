"""The gate before the shelf: every piece that reaches us is reviewed, and goes on as its case ends.

The review is `authentication`'s; here a case is opened with what consignment knows, and `following` brings its end
back. A piece that comes back from a buyer or from the road is reviewed anew, by people who haven't judged it before;
one that never left us goes on under the case that it passed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from authentication.cases import closing, standing
from authentication.cases.opening import Shown, open_case
from authentication.models import Case
from consignment.models import Consignment, Receipt
from consignment.pieces.locks import lock_consignment
from consignment.pieces.states import ConsignmentRefused
from consignment.submissions import pictures

S = Consignment.State
HERS = "it is yours"


def begin(
    consignment: Consignment, *, actor: Any, receipt: Receipt | None = None, now: datetime | None = None
) -> Case:
    """Open the case of a piece that is here, in the caller's transaction: `actor` took it in, and won't judge it.

    With what its owner showed and said, the photographs of this receipt, and the price we offered it at. A case that
    is open already goes on. Raises ConsignmentRefused for a piece that isn't here.
    """
    item, agreement = consignment.item, consignment.agreement
    if item is None:
        raise ConsignmentRefused("It isn't here.")
    if (open_already := standing.under_review(item.pk)) is not None:
        return open_already
    owner = _owner(consignment)
    return open_case(
        item,
        Case.Kind.INTAKE,
        actor=actor,
        taken_in_by=[actor] if actor is not None else [],
        barred=[(owner, HERS)] if owner is not None and owner != actor else [],
        value=max(agreement.offer.start_price, item.price or agreement.offer.start_price),
        photos=_photos(consignment, receipt),
        claims=_claims(consignment),
        reference=agreement.number,
        now=now,
    )


@transaction.atomic
def examine(pk: int, *, actor: Any, now: datetime | None = None) -> Case:
    """Have a received piece reviewed whose last case was closed without a decision. Raises ConsignmentRefused."""
    consignment = lock_consignment(pk)
    if consignment.state != S.RECEIVED:
        raise ConsignmentRefused("Only a received piece is reviewed.")
    return begin(consignment, actor=actor, now=now)


def has_passed(consignment: Consignment) -> bool:
    """Whether the last word on the piece is that it is authentic."""
    latest = standing.latest_of(consignment.item_id)
    return latest is not None and latest.state == Case.State.PASSED


def call_off(consignment: Consignment, why: str, *, actor: Any = None, now: datetime | None = None) -> None:
    """The piece leaves us, or we don't want it: nobody needs to judge it any longer. In the caller's transaction."""
    if consignment.item is not None:
        closing.close_of(consignment.item, Case.Kind.INTAKE, reason=why, actor=actor, now=now)


def _owner(consignment: Consignment) -> User | None:
    """Her account, also where she sold as a guest under its e-mail: one of us may sell as well."""
    consignor = consignment.consignor
    return consignor.user or User.objects.filter(email__iexact=consignor.email).first()


def _photos(consignment: Consignment, receipt: Receipt | None) -> Iterable[Shown]:
    for name, photo in pictures.named(consignment.agreement.offer.submission):
        yield Shown(photo.file, f"{name}, from its owner", photo.width, photo.height)
    for taken in receipt.photos.all() if receipt is not None else ():
        yield Shown(taken.file, "When the parcel was opened", taken.width, taken.height)


def _claims(consignment: Consignment) -> dict[str, Any]:
    submission = consignment.agreement.offer.submission
    told = {"designer": submission.designer, "style": submission.style, "condition": submission.condition}
    return {name: said for name, said in told.items() if said}
