"""The folder of photographs beside a CSV file: `<reference>.jpg`, `<reference>-2.webp`, matched and attached."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.importing.refusals import Unusable
from catalog.importing.report import Report
from catalog.importing.writing import Arrival
from catalog.models import Item, Photo
from catalog.photography.arranging import show_on_card
from catalog.photography.containers import ENDINGS as KINDS
from catalog.photography.intake import Stored, inspect, name_for, store
from catalog.photography.refusals import BadPicture

ENDINGS = frozenset[str]().union(*KINDS.values())
_NUMBERED = re.compile(r"^(?P<reference>.+?)[-_ ](?P<n>\d{1,2})$")


@dataclass
class Pictures:
    """The pictures of a folder by reference. A bad picture is noted; its piece comes in all the same."""

    folder: Path
    dry_run: bool = False
    _by_name: dict[str, list[tuple[int, Path]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises Unusable when there is no such folder."""
        if not self.folder.is_dir():
            raise Unusable(f"There is no folder {self.folder}.")
        for path in sorted(self.folder.iterdir()):
            if path.suffix.casefold() in ENDINGS and path.is_file():
                self._by_name.setdefault(path.stem.casefold(), []).append((1, path))
                if numbered := _NUMBERED.match(path.stem):
                    key = numbered["reference"].casefold()
                    self._by_name.setdefault(key, []).append((int(numbered["n"]), path))

    def of(self, reference: str) -> list[Path]:
        """The pictures of one piece in their order."""
        return [path for _, path in sorted(self._by_name.get(reference.casefold(), []))]

    def attach(self, arrivals: Mapping[int, Arrival], report: Report) -> int:
        """Store and attach the new pictures of these pieces (by primary key); returns how many."""
        items = Item.objects.select_related("designer").prefetch_related("photos").in_bulk(list(arrivals))
        return sum(self._attach(items[pk], arrival, report) for pk, arrival in arrivals.items())

    def _attach(self, item: Item, arrival: Arrival, report: Report) -> int:
        paths = self.of(arrival.facts.reference)
        if not paths:
            report.note(arrival.line, "no_picture", arrival.facts.reference)
            return 0
        have = {photo.file.name for photo in item.photos.all()}
        position = max((photo.position for photo in item.photos.all()), default=-1)
        added = 0
        for path in paths:
            name = name_for(item.number, path)
            if name in have or not (stored := self._stored(path, name, arrival, report)):
                continue
            added += 1
            self._add(item, stored, position + added)
        if added and not self.dry_run:
            lead(item)
        return added

    def _stored(self, path: Path, name: str, arrival: Arrival, report: Report) -> Stored | None:
        try:
            if self.dry_run:
                inspect(path)
                return Stored(name, 0, 0)
            return store(path, name)
        except BadPicture as problem:
            report.note(arrival.line, "picture", f"{path.name}: {problem}")
            return None

    def _add(self, item: Item, stored: Stored, position: int) -> None:
        if not self.dry_run:
            alt = f"{item.designer.name} {item.title}, photograph {position + 1}"[:250]
            row = Photo(item=item, position=position, alt=alt, width=stored.width, height=stored.height)
            row.file.name = stored.name
            Photo.objects.bulk_create([row])


def lead(item: Item) -> None:
    """Show the first two photographs on the card, unless staff chose others."""
    if not item.lead_photo:
        show_on_card(item)
