"""The ship-by queue as the bench sees it: groups by urgency, each deadline as bar, words and time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from catalog.photography.picture import photo_url
from orders.fulfilment.models import Shipment, ShipmentState
from orders.fulfilment.pausing import why_standing
from orders.fulfilment.queries import Record
from portero.core import words

SOON = timedelta(hours=5)


@dataclass(frozen=True)
class PieceCell:
    name: str
    number: str
    photo: str


@dataclass(frozen=True)
class Row:
    """One parcel: `tone` colours it, `share` is the per cent of its time that has passed."""

    shipment: Shipment
    tone: str
    share: int
    words: str
    when: str
    pieces: list[PieceCell]
    place: str
    step: str
    note: str
    button: str
    url: str


@dataclass(frozen=True)
class Tile:
    name: str
    value: str
    note: str


@dataclass(frozen=True)
class Group:
    name: str
    slug: str
    rows: list[Row]


def groups(shipments: Iterable[Shipment], now: datetime) -> list[Group]:
    """The four groups in the order of their urgency; an empty one is shown as empty."""
    slugs = {"late": "Late", "today": "Due today", "later": "Later", "still": "Clock not running"}
    rows: dict[str, list[Row]] = {slug: [] for slug in slugs}
    for shipment in shipments:
        rows[_group(shipment, now)].append(row(shipment, now))
    return [Group(name, slug, rows[slug]) for slug, name in slugs.items()]


def tiles(found: list[Group], record: Record, now: datetime) -> list[Tile]:
    """The four sums above the queue, each with what it is made of."""
    late, today, later, _ = (group.rows for group in found)
    told = [row.shipment.breach.noticed_at for row in late if hasattr(row.shipment, "breach")]
    median = f", median {round(record.median.total_seconds() / 3600)} h" if record.median else ""
    return [
        Tile("Late", str(len(late)), _told(told, now)),
        Tile("Due today", str(len(today)), f"first at {_time(today[0])}" if today else "none is due"),
        Tile("Due tomorrow or later", str(len(later)), f"first {later[0].when}" if later else "none is open"),
        Tile(
            "On time, last 30 days", record.on_time_percent, f"{record.late} late of {record.decided}{median}"
        ),
    ]


def _told(moments: list[datetime], now: datetime) -> str:
    at = _when(max(moments), now).replace("Today", "today") if moments else ""
    return at and f"the last buyer was told {at}"


def span(length: timedelta) -> str:
    """`2 h 10 min`, `45 min`; whole minutes, rounded down."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def _group(shipment: Shipment, now: datetime) -> str:
    if shipment.ship_by is None:
        return "still"
    if shipment.ship_by <= now:
        return "late"
    same_day = timezone.localdate(shipment.ship_by) == timezone.localdate(now)
    return "today" if same_day else "later"


def row(shipment: Shipment, now: datetime) -> Row:
    """One parcel as a row of the queue; the parcel comes with its lines, pieces and address."""
    step, note, button, url = _next_step(shipment, now)
    tone, share, words, when = _deadline(shipment, now)
    return Row(
        shipment, tone, share, words, when, _pieces(shipment), _place(shipment), step, note, button, url
    )


def _deadline(shipment: Shipment, now: datetime) -> tuple[str, int, str, str]:
    """Tone, share of the time passed, words, and the moment itself."""
    if shipment.ship_by is None or shipment.confirmed_at is None:
        standing = why_standing(shipment)
        return "still", 0, "Not running", standing or "Starts when approved"
    left = shipment.ship_by - now
    when = _when(shipment.ship_by, now)
    if left <= timedelta(0):
        return "late", 100, f"{span(-left)} late", when
    tone = "soon" if left <= SOON else "today" if _group(shipment, now) == "today" else "calm"
    share = round(100 * (now - shipment.confirmed_at) / (shipment.ship_by - shipment.confirmed_at))
    return tone, min(max(share, 0), 100), f"{span(left)} left", when


def _when(at: datetime, now: datetime) -> str:
    name = words.day(at)
    return f"{'Today' if name == words.day(now) and abs(at - now) < timedelta(days=1) else name}, {_face(at)}"


def _face(at: datetime) -> str:
    """`3:42 pm`: the page says once whose time it is."""
    return words.clock(at).removesuffix(f" {words.EASTERN}")


def _next_step(shipment: Shipment, now: datetime) -> tuple[str, str, str, str]:
    """What is to be done, a note about it, the button's words and where it leads."""
    if shipment.state == ShipmentState.WAITING:
        return "Under verification", "Client care decides", "Open case", reverse("fulfilment:verification")
    if shipment.ship_by is None:
        return "Wait", "It may not be packed yet", "Look", reverse("fulfilment:pack", args=[shipment.number])
    if shipment.state == ShipmentState.PACKED:
        who = shipment.packed_by.get_full_name() or shipment.packed_by.email if shipment.packed_by else ""
        by = f"Packed by {who}, " if who else "Packed "
        note = by + _when(shipment.packed_at, now) if shipment.packed_at else by
        if not getattr(shipment, "labelled", False):
            return "Buy the label", note, "Label", reverse("fulfilment:label", args=[shipment.number])
        return "Hand to carrier", note, "Hand over", reverse("fulfilment:hand-over", args=[shipment.number])
    step = "Tag and wrap as a gift" if shipment.order.contact.gift else "Tag and pack"
    step += ", signature on delivery" if shipment.signature else ""
    note = f"{shipment.carrier} {shipment.service}"
    return step, note, "Record packing", reverse("fulfilment:pack", args=[shipment.number])


def _time(row: Row) -> str:
    return _face(row.shipment.ship_by) if row.shipment.ship_by else ""


def _pieces(shipment: Shipment) -> list[PieceCell]:
    items = [line.item for line in shipment.lines.all()]
    return [
        PieceCell(
            f"{item.designer.name} {item.title}",
            item.number,
            photo_url(item.lead_photo, item.lead_widest, 160),
        )
        for item in items
    ]


def _place(shipment: Shipment) -> str:
    address = shipment.order.shipping_address
    if address is None:
        return ""
    region = address.state if address.country_id == "US" else address.country.printable_name
    return ", ".join(filter(None, [address.line4, region]))
