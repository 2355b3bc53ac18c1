"""Pieces as they lie on the workbench: a bag, a watch and a ring with their owner's photographs and claims."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image

from authentication.cases import deciding
from authentication.cases.locks import lock_review
from authentication.cases.opening import Shown
from authentication.checklists.seeding import seed_checklists
from authentication.models import Case, Evidence
from portero.core.models import FigureValue
from tests.factories import authentication as make
from tests.factories.catalog import draft_item

DEMO = settings.BASE_DIR / "catalog" / "demo" / "photos"
VIEWS = {"front": "Front", "threequarter": "From the side", "detail": "Detail", "alt": "Back"}
BAG: dict[str, Any] = {"style": "Birkin 30", "title": "Birkin 30 in Gold Togo"}
WATCH: dict[str, Any] = {
    "designer": "Rolex",
    "category": "Watches",
    "style": "Submariner 41",
    "title": "Submariner 41 with black dial",
    "material": "Steel",
    "colour": "Steel",
    "hardware": None,
    "made_in": "CH",
    "year": 2023,
}
RING: dict[str, Any] = {
    "designer": "Cartier",
    "category": "Jewelry",
    "style": "Emerald ring",
    "title": "Emerald ring, 2.4 ct, in yellow gold",
    "material": "Yellow gold",
    "colour": "Gold",
    "hardware": None,
    "year": 2021,
}


def on_the_bench(
    facts: Mapping[str, Any] = BAG, pictures: str = "bag-01", *, value: int = 12_500, **case: Any
) -> Case:
    """A case with its photographs in the private storage and what its owner says."""
    item = draft_item(price=None, **facts)
    seed_checklists()  # those of its kind and house, now that both are known
    claims = {
        "designer": item.designer.name,
        "style": item.style.name if item.style else "",
        "year": item.year,
    }
    told: dict[str, Any] = {"photos": shown(pictures), "claims": claims, "value": Decimal(value)}
    return make.a_case(item, **told | case)


def shown(pictures: str) -> list[Shown]:
    """The rendered photographs of a demo piece, as if its owner had sent them."""
    return [_kept(f"{pictures}-{view}.webp", caption) for view, caption in VIEWS.items()]


def judged(case: Case, who: str, verdict: str, results: Mapping[str, str], reason: str = "") -> None:
    """One more submitted review, with these findings by check and photographs that are there to be looked at."""
    review = make.begun_review(case, make.a_reviewer(who))
    make.found(review, results)
    review.findings.exclude(check_made__asks__in=["weight", "measure"]).update(entered="")
    review.findings.update(note="")
    Evidence.objects.filter(finding__review=review).update(file=shown("bag-01")[2].file)
    deciding.submitted(lock_review(review.pk), verdict, reason, timezone.now())
    deciding.follow(case.pk, actor=review.reviewer, now=timezone.now())


def at_a_glance() -> None:
    """Nobody has to look for minutes: the shortest look that can be set rounds to none."""
    for tier in "abc":
        FigureValue.objects.create(name=f"look_minutes_tier_{tier}", value=Decimal("0.10"), reason="a test")


def _kept(file: str, caption: str) -> Shown:
    path = DEMO / file
    with Image.open(path) as image:
        size = image.size
    name = storages["private"].save(f"cases/{file}", ContentFile(path.read_bytes()))
    return Shown(name, caption, *size)
