"""What the tables know while a file is read: jurisdictions by name, their spans, the places they reach."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from orders.tax.loading.dating import Span
from orders.tax.loading.told import Told
from orders.tax.models import Boundary, Jurisdiction, Rate
from orders.tax.models.dated import Confidence
from orders.tax.words import place_key

BEGINNING = date(2000, 1, 1)
Key = tuple[str, str, str]
Reach = tuple[str, str, str, str, Key | None]


class Held:
    """The tables as they are, and what a file adds to them; nothing here is written yet."""

    def __init__(self) -> None:
        self.jurisdictions: dict[Key, Jurisdiction] = {}
        self.spans: defaultdict[Key, list[Span]] = defaultdict(list)
        self.reached: set[Reach] = set()
        self.untaxed: dict[tuple[str, str, str], str] = {}
        self.fresh_boundaries: list[tuple[Boundary, Key | None]] = []
        keys = {j.pk: self._keep(j) for j in Jurisdiction.objects.all()}
        for rate in Rate.objects.order_by("since"):
            span = Span(rate.percent, rate.since, rate.until, rate.pk)
            self.spans[keys[rate.jurisdiction_id]].append(span)
        for row in Boundary.objects.filter(match__in=["county", "city"]):
            self._note(row, keys.get(row.jurisdiction_id or 0))

    def _keep(self, jurisdiction: Jurisdiction) -> Key:
        key = key_of(jurisdiction.state, jurisdiction.level, jurisdiction.name)
        self.jurisdictions[key] = jurisdiction
        return key

    def _note(self, row: Boundary, key: Key | None) -> None:
        place = (row.state, row.match, place_key(row.city) or place_key(row.county))
        self.reached.add((row.state, row.match, place_key(row.city), place_key(row.county), key))
        if key is None and row.confidence == Confidence.VERIFIED:
            self.untaxed[place] = row.source

    def knows(self, told: Told) -> bool:
        """Whether a jurisdiction of this name has rates."""
        return key_of(told.state, told.level, told.name) in self.jurisdictions

    def says_untaxed(self, told: Told) -> str:
        """By whose word this county or city has no tax of its own; empty where nobody says so."""
        return self.untaxed.get((told.state, told.level, place_key(told.name)), "")

    def take_in(self, told: Told) -> Key:
        """The jurisdiction of a told rate, made if it is new."""
        key = key_of(told.state, told.level, told.name)
        if key not in self.jurisdictions:
            self._keep(Jurisdiction(state=told.state, level=told.level, name=told.name))
        return key

    def reach(self, told: Told, key: Key | None, source: str, confidence: str) -> bool:
        """Note the boundaries that a told rate needs; whether there were any to make."""
        wanted = [key] if _has_place(told) else []
        if told.district:
            wanted.append(key_of(told.state, "district", told.district))
        made = [self._reach(told, one, source, confidence) for one in wanted]
        return any(made)

    def _reach(self, told: Told, key: Key | None, source: str, confidence: str) -> bool:
        match = "city" if told.level == "city" else "county"
        city = told.name if match == "city" else ""
        county = told.county if match == "city" or told.outside_cities else told.name
        place = (told.state, match, place_key(city), place_key(county))
        known = {
            reach[4]
            for reach in self.reached
            if reach[:3] == place[:3] and place_key(county) in ("", reach[3])
        }
        if key in known or (key is None and known):
            return False
        since = told.since if known else min(told.since, BEGINNING)
        row = Boundary(
            state=told.state, match=match, city=city, county=county, outside_cities=told.outside_cities,
            since=since, source=source, confidence=confidence,
        )  # fmt: skip
        self.reached.add((*place, key))
        self.fresh_boundaries.append((row, key))
        return True

    def unsaved(self) -> Iterable[Jurisdiction]:
        """The jurisdictions that the file brought."""
        return (j for j in self.jurisdictions.values() if j.pk is None)


def key_of(state: str, level: str, name: str) -> Key:
    """A state has one jurisdiction of its own, whatever a file calls it."""
    return state, level, "" if level == "state" else place_key(name)


def _has_place(told: Told) -> bool:
    return told.named and (told.level in ("county", "city") or told.outside_cities)
