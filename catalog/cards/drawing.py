"""A card as HTML. A list has 48 of them, so this is plain text put together: a tenth of what a template takes.

Whoever adds a fact here passes it through `escape`, unless it is made of digits and words of our own; the canary is
in tests/cards/test_drawing.py.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from catalog.photography.picture import picture
from catalog.queries.cards import Card
from portero.core import words
from portero.core.money import dollars

NO_PHOTO = '<span class="photo-none">No photograph</span>'


def cards_html(cards: Iterable[Card], *, level: int = 3, eager: int = 0) -> SafeString:
    """The cards in the order given; the photographs of the first `eager` are fetched before all others.

    `level` is that of their headings.
    """
    drawn = (card_html(card, level=level, first=place < eager) for place, card in enumerate(cards))
    return SafeString("\n".join(drawn))


def card_html(card: Card, *, level: int, first: bool = False) -> str:
    """One piece: photographs, house, title, grade, price, what is special about it."""
    title = escape(card.title)
    state, flag = _state(card)
    return (
        f'<article class="card"{state}><div class="photo">{_photos(card, first=first)}</div><div class="card-text">'
        f'<h{level} class="card-name"><a href="{escape(card.url)}">{_escaped(card.designer)}'
        f'<span class="unseen">, {title}</span></a></h{level}><p>{title}</p>'
        f'<p class="soft">{card.grade_label}</p><p class="card-price">{_price(card)}</p>{_notes(card)}</div>{flag}'
        "</article>"
    )


def _state(card: Card) -> tuple[str, str]:
    """The attribute for the stylesheet and the flag on the photograph."""
    if card.is_sold:
        return ' data-state="sold"', '<p class="card-flag">Sold</p>'
    if card.held_until:
        return ' data-state="hold"', '<p class="card-flag">On hold</p>'
    return "", ""


def _photos(card: Card, *, first: bool) -> str:
    if not card.lead_photo:
        return NO_PHOTO
    lead = picture(card.lead_photo, card.lead_widest, card.lead_alt, first=first)
    return lead + picture(card.second_photo, card.second_widest, css="photo-second")


def _price(card: Card) -> str:
    before = card.previous_price if card.is_reduced else None
    was = "" if before is None else f' <s><span class="unseen">was </span>{dollars(before)}</s>'
    return dollars(card.price) + was


def _notes(card: Card) -> str:
    return "".join(f'<p class="card-note">{note}</p>' for note in _noted(card))


def _noted(card: Card) -> Iterable[str]:
    if card.is_sold:
        yield f"Sold on {words.day(card.sold_at)}, kept as a price reference" if card.sold_at else "Sold"
        return
    if card.held_until:
        yield f"On hold until {words.until(card.held_until)}"
    if card.ships_on:
        yield f"Preorder, ships on {words.day(card.ships_on)}"
    if card.never_carried:
        yield "Never carried"
    if card.ships_from != "US":
        yield f"Ships from {_escaped(words.place(card.ships_from_city, card.ships_from))}"
    if card.is_reduced and card.price_changed_at:
        yield f"New price on {words.day(card.price_changed_at)}"


@lru_cache(4_096)
def _escaped(text: str) -> str:
    """For what many pieces share: houses and places."""
    return escape(text)
