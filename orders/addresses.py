"""The address book of a signed-in client (Oscar's UserAddress): offered at checkout, kept after an order."""

from typing import Any

from django.db.models import F
from oscar.apps.address.models import UserAddress

from orders.checkout.draft import FIELDS, CheckoutDraft

OFFERED = 4


def of_user(user: Any) -> list[UserAddress]:
    """Her saved addresses, most used first; none for a guest."""
    if not user.is_authenticated:
        return []
    return list(UserAddress.objects.filter(user=user).select_related("country")[:OFFERED])


def last_used(user: Any, *, choice: str = "") -> dict[str, Any]:
    """What the address step starts with: her e-mail and the address she chose, or the one she uses most."""
    if not user.is_authenticated:
        return {}
    book = of_user(user)
    picked = next((saved for saved in book if str(saved.pk) == choice), book[0] if book else None)
    known: dict[str, Any] = {"email": user.email, "phone": ""}
    if picked:
        known |= {"phone": str(picked.phone_number or ""), "shipping": _told(picked)}
    else:
        known["shipping"] = {"first_name": user.first_name, "last_name": user.last_name}
    return known


def keep(user: Any, draft: CheckoutDraft) -> None:
    """Remember where a signed-in client's order went, once per address, and that it was used again."""
    if not user.is_authenticated:
        return
    address = UserAddress(user=user)
    draft.shipping_address().populate_alternative_model(address)
    address.hash = address.generate_hash()
    address._update_search_text()
    UserAddress.objects.bulk_create([address], ignore_conflicts=True)
    UserAddress.objects.filter(user=user, hash=address.hash).update(
        num_orders_as_shipping_address=F("num_orders_as_shipping_address") + 1
    )


def _told(address: UserAddress) -> dict[str, str]:
    return {name: getattr(address, "country_id" if name == "country" else name) for name in FIELDS}


def differ(one: Any, other: Any) -> bool:
    """Whether two addresses are different places, whoever lives there."""
    fields = ("line1", "line2", "line4", "state", "postcode", "country_id")
    return any((getattr(one, f) or "") != (getattr(other, f) or "") for f in fields)
