"""A piece as the concierge's mails show it."""

from dataclasses import dataclass

from catalog.models import Item
from catalog.photography.picture import photo_url
from catalog.queries.cards import Card
from portero.core.money import dollars
from portero.core.templatetags.shop import absolute
from portero.core.words import place, until


@dataclass(frozen=True)
class MailPiece:
    """Name, what is to be said in one line, picture and page; addresses are absolute."""

    name: str
    note: str
    photo: str
    link: str


def of_card(card: Card) -> MailPiece:
    """A piece in the shop: `Excellent. $12,500. On hold until 3:42 pm ET. Ships from Tokyo, Japan`."""
    held = f"On hold until {until(card.held_until)}" if card.held_until else ""
    abroad = f"Ships from {place(card.ships_from_city, card.ships_from)}" if card.ships_from != "US" else ""
    return MailPiece(
        name=f"{card.designer} {card.title}",
        note=_note(card.grade_label, dollars(card.price), held, abroad),
        photo=_photo(card.lead_photo, card.lead_widest),
        link=absolute(card.url),
    )


def of_item(item: Item) -> MailPiece:
    """One piece, whatever became of it: `Excellent. $12,500`."""
    return MailPiece(
        name=f"{item.designer.name} {item.title}",
        note=_note(item.get_grade_display(), dollars(item.price) if item.price is not None else ""),
        photo=_photo(item.lead_photo, item.lead_widest),
        link=absolute(item.get_absolute_url()),
    )


def _note(*said: str) -> str:
    return ". ".join(filter(None, said))


def _photo(name: str, widest: int) -> str:
    """A JPEG, which every mail program reads, three times the width it is shown in."""
    return absolute(photo_url(name, widest, 320)) if name else ""
