"""The own part of a piece's page: everything between header and footer, and what it stands on."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from datetime import time as clock
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.utils import timezone

from catalog import structured_data
from catalog.comparables import Relatives, relatives_of
from catalog.comparables.why import why
from catalog.drawings import drawing_of
from catalog.gallery import views_of
from catalog.grade_words import GRADES, grade_word
from catalog.models import Item, ListingState
from catalog.notices import notices_of
from catalog.pages.frame import BLOCKS
from catalog.pages.own import OwnPage, Standing
from catalog.pages.terms import terms
from catalog.photography.picture import photo_url
from catalog.queries.piece import defects_of, pictures_of, zones_of
from portero.core.figures import Figures, figures_in_force
from portero.core.named_addresses import url

Crumbs = list[tuple[str, str]]


def page_of(found: Item) -> OwnPage:
    """The page of a piece from `queries.piece`, listed or sold."""
    stamp = terms()  # before what it stamps is read
    relatives = relatives_of(found)
    blocks = _rendered(_context(found, relatives, figures_in_force()))
    near = (*relatives.cards, *relatives.similar)
    held = [card.held_until for card in near] + [getattr(found, "held_until", None)]
    ends = [at.timestamp() for at in held if at is not None]
    until = min([*ends, _midnight(), time.time() + settings.PIECES_KEPT_SECONDS])
    shows = tuple({found.pk, *(card.pk for card in near)})
    return OwnPage(blocks, Standing(shows, until, stamp))


def _rendered(context: Mapping[str, Any]) -> dict[str, str]:
    template = _template()
    values = template.new_context(context)
    drawn = {name: "".join(draw(values)) for name, draw in template.blocks.items()}
    return dict.fromkeys(BLOCKS, "") | drawn


@cache
def _template() -> Any:
    return engines["components"].env.get_template("item/page.html")  # type: ignore[attr-defined]


def _context(found: Item, relatives: Relatives, figures: Figures) -> dict[str, object]:
    address = url("catalog:item", found.number, found.slug)
    crumbs, defects, pictures = _crumbs(found), defects_of(found), pictures_of(found)
    return {
        "item": found,
        "name": f"{found.designer.name} {found.title}",
        "sold": found.state == ListingState.SOLD,
        "views": views_of(pictures, defects),
        "defects": defects,
        "zones": zones_of(found),
        "grades": GRADES,
        "grade": grade_word(found.grade),
        "drawing": drawing_of(found),
        "why": why(found, relatives),
        "similar": relatives.similar,
        "crumbs": crumbs,
        "canonical": address,
        "shared_picture": _shared_picture(found),
        "trail": structured_data.trail([*crumbs, (str(found.title), address)]),
        "product": structured_data.product(found, pictures, figures),
        "notices": notices_of(found),
        "figures": figures,
        "care_email": settings.CARE_EMAIL,
    }


def _shared_picture(found: Item) -> str:
    """What is shown where somebody shares the address: the piece, else the shop's own card."""
    if found.lead_photo:
        return photo_url(found.lead_photo, found.lead_widest, 1200)
    return staticfiles_storage.url("icons/share.png")


def _crumbs(found: Item) -> Crumbs:
    kinds = [kind for kind in (found.category.parent, found.category) if kind]
    crumbs = [(kind.name, url("catalog:category", kind.slug)) for kind in kinds]
    crumbs.append((found.designer.name, url("catalog:designer", found.designer.slug)))
    if found.style:
        crumbs.append((found.style.name, url("catalog:style", found.style.slug)))
    return crumbs


def _midnight() -> float:
    """The end of this day in the shop's time: days are written as seen from today, and rules begin on a day."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, clock.min)).timestamp()
