"""Certificates as they stand in public, and what their holder sees."""

from collections.abc import Callable

from audits.ordered import Pieces, page
from authentication.certificates import standing, transfers
from authentication.certificates.mails import HOLDER
from authentication.models import Certificate
from catalog.models import Item
from portero.core.links import token_for
from tests.factories.claims import delivered_order


def _of(item: Item) -> str:
    return f"/certificates/{item.certificate}/"


def _disputed(pieces: Pieces) -> str:
    item = next(pieces)
    standing.dispute(item, "PC-1")
    return _of(item)


def _revoked(pieces: Pieces) -> str:
    item = next(pieces)
    held = Certificate.objects.get(number=item.certificate)
    standing.revoke(held, "It was issued for another piece.", actor=None)
    return f"/certificates/{held.number}/"


def _transferred(pieces: Pieces) -> dict[str, str]:
    item = next(pieces)
    order = delivered_order(item, tag=f"T-{item.number}")
    held = Certificate.objects.get(number=item.certificate)
    code, _ = transfers.code_for_buyer(held, "clara@example.com", order.number, bought_at=order.date_placed)
    holder = transfers.enter(held, code, "ana@example.com")
    return {
        "": _of(item),
        " entered": f"{_of(item)}transfer/",
        " held": f"/certificates/held/{token_for(HOLDER, holder.pk)}/",
        " of her order": page(order),
        " doubted": f"/promise/certificates/{held.number}/",
        " serial asked": f"/match/{item.number}/",
    }


SITUATIONS: dict[str, Callable[[Pieces], str | dict[str, str]]] = {
    "certificate valid": lambda pieces: _of(next(pieces)),
    "certificate disputed": _disputed,
    "certificate revoked": _revoked,
    "certificate transferred": _transferred,
}
