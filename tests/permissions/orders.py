"""Bag, checkout and orders: one's own bag, an order by its signed link, the account's orders by their owner."""

from tests.permissions.table import EVERYBODY, ONLY_POST, Answers, Row, Table, World

TO_BAG: Answers = (302, 302, 302, 302)  # an empty bag has no checkout


def _number(world: World) -> list[str]:
    return [world.item.number]


def _token(world: World) -> list[str]:
    return [world.token]


def _certificate(world: World) -> list[int]:
    return [world.rows["tax_resalecertificate"].pk]


TABLE: Table = {
    **{f"trust:{name}": Row(get=EVERYBODY) for name in ("page", "document")},
    "orders:bag": Row(get=EVERYBODY),
    "orders:bag-add": Row(get=EVERYBODY, arguments=_number),
    "orders:bag-remove": Row(get=ONLY_POST, post=TO_BAG, arguments=_number),
    "orders:bag-go-on": Row(get=ONLY_POST, post=TO_BAG),
    "orders:bag-count": Row(get=EVERYBODY),
    "orders:buy-form": Row(get=EVERYBODY, arguments=_number),
    "orders:estimate": Row(get=EVERYBODY, arguments=_number),
    "orders:tax-states": Row(get=EVERYBODY),
    "orders:merchant-feed": Row(get=EVERYBODY),
    "orders:checkout": Row(get=TO_BAG),
    "orders:checkout-address": Row(get=TO_BAG, post=TO_BAG),
    "orders:checkout-delivery": Row(get=TO_BAG, post=TO_BAG),
    "orders:checkout-review": Row(get=TO_BAG),
    "orders:checkout-place": Row(get=ONLY_POST, post=TO_BAG),
    "orders:checkout-resale": Row(get=ONLY_POST, post=TO_BAG),
    "orders:find": Row(get=EVERYBODY, post=EVERYBODY),
    "orders:order": Row(get=EVERYBODY, arguments=_token),
    # No provider answers in this test, and the page says so to whoever holds the link.
    "orders:pay": Row(get=(503, 503, 503, 503), arguments=_token),
    "orders:pay-by": Row(get=ONLY_POST, arguments=lambda world: [world.token, "paypal"]),
    "orders:pay-token": Row(get=ONLY_POST, arguments=_token),
    "orders:pay-return": Row(get=TO_BAG, arguments=_token),
    "orders:paper": Row(get=EVERYBODY, arguments=lambda world: [world.token, "invoice"]),
    # Whoever holds the link may have it mailed: it goes to the address of the order, whoever asks.
    "orders:mail-papers": Row(get=ONLY_POST, post=TO_BAG, arguments=_token, may_change=(0, 1, 2, 3)),
    # Whoever holds the signed link may cancel; the first who does ends it, the others find it cancelled.
    "orders:cancel": Row(get=ONLY_POST, post=TO_BAG, arguments=_token),
    # This order isn't paid: its address is changed at checkout.
    "orders:address": Row(get=TO_BAG, post=TO_BAG, arguments=_token, may_change=()),
    "orders:address-keep": Row(get=ONLY_POST, post=TO_BAG, arguments=_token, may_change=()),
    "orders:change": Row(get=ONLY_POST, arguments=_token),
    # Nothing of this order is delivered yet.
    "orders:again": Row(
        get=ONLY_POST, post=(404, 404, 404, 404), arguments=lambda world: [world.token, world.item.number]
    ),
    # It has no certificate.
    "orders:hand-on": Row(
        get=ONLY_POST, post=(404, 404, 404, 404), arguments=lambda world: [world.token, world.item.number]
    ),
    "orders:certificates": Row(
        get=(302, 200, 200, 200), post=(302, 200, 200, 200), form=lambda world: {"number": ""}, may_change=()
    ),
    "orders:certificate-withdraw": Row(get=ONLY_POST, post=(302, 404, 404, 302), arguments=_certificate),
    "orders:list": Row(get=(302, 200, 200, 200)),
    "orders:detail": Row(get=(302, 404, 404, 200), arguments=lambda world: [world.order.number]),
    "orders:webhook": Row(get=ONLY_POST, post=(400, 400, 400, 400), arguments=lambda world: ["stripe"]),
}
