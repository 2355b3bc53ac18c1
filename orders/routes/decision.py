"""Whether a piece may take a route: a pure function of the piece, the route, the rules and the releases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.models import Category
from orders.materials import mentions
from orders.routes.models import Release, RouteRule
from orders.tax.snapshot import in_force

V = RouteRule.Verdict
STRICTNESS = [V.ALLOWED.value, V.PERMIT.value, V.BLOCKED.value]


@dataclass(frozen=True)
class Piece:
    """What the rules ask of a piece. `materials` are all it is made of, `text` is what is written about it."""

    pk: int
    number: str
    materials: str
    text: str = ""
    exotic: bool = False
    category: str = ""
    origin: str = "US"


@dataclass(frozen=True)
class Route:
    """From a country to a country, and there to a state of the United States (empty: not known, or abroad)."""

    origin: str
    country: str
    region: str = ""

    @property
    def crosses(self) -> bool:
        return self.origin != self.country


@dataclass(frozen=True)
class Verdict:
    """What is decided for a piece on a route; `reason` is a sentence for the client, `what` the material."""

    number: str
    kind: str = V.ALLOWED.value
    reason: str = ""
    what: str = ""
    rule: str = ""
    source: str = ""

    @property
    def open(self) -> bool:
        """Whether the piece may go."""
        return self.kind == V.ALLOWED

    @property
    def by_permit(self) -> bool:
        """Whether staff could release it."""
        return self.kind == V.PERMIT


def decide(
    piece: Piece, route: Route, rules: Iterable[RouteRule], releases: Sequence[Release], on: date
) -> Verdict:
    """The strictest rule that fits, on that day; a release lifts what needs one, never what is forbidden."""
    found = Verdict(piece.number)
    for rule in in_force(rules, on):
        what = goods_of(rule, piece)
        if not what or not _on_route(rule, route):
            continue
        if rule.verdict == V.PERMIT and any(_lifts(release, piece, route, on) for release in releases):
            continue
        if not found.rule or STRICTNESS.index(rule.verdict) > STRICTNESS.index(found.kind):
            found = Verdict(piece.number, rule.verdict, rule.reason, what, rule.name, rule.source)
    return found


def goods_of(rule: RouteRule, piece: Piece) -> str:
    """What of the piece a rule is about, in a word (`python`, `exotic skin`, `fur`); empty if it isn't."""
    if rule.category and rule.category != piece.category:
        return ""
    if rule.words:
        # A lizard in the title of a brooch is what it shows, not what it is made of.
        reads = rule.reads_text and piece.category != Category.TaxCategory.JEWELRY
        read = f"{piece.materials}. {piece.text}" if reads else piece.materials
        if found := mentions(read, rule.words):
            return found
        return "exotic skin" if rule.exotic and piece.exotic else ""
    if rule.exotic:
        return "exotic skin" if piece.exotic else ""
    return rule.category


def _on_route(rule: RouteRule, route: Route) -> bool:
    if rule.crossing and not route.crosses:
        return False
    told = ((rule.origin, route.origin), (rule.country, route.country), (rule.region, route.region))
    return all(wanted in ("", is_now) for wanted, is_now in told)


def _lifts(release: Release, piece: Piece, route: Route, on: date) -> bool:
    fits = (release.item_id, release.origin, release.country) == (piece.pk, route.origin, route.country)
    in_time = release.valid_until is None or on <= release.valid_until
    return fits and in_time and release.revoked_at is None and release.region in ("", route.region)
