"""What a piece's row keeps of its photographs, so that a card needs no other: the first two, and how wide they are."""

from catalog.models import Item, Photo

FIELDS = ["lead_photo", "lead_alt", "lead_widest", "second_photo", "second_widest"]


def show_on_card(item: Item) -> None:
    """Write the first two photographs of a piece onto its row; one query to read, one to write."""
    lead, second = [*Photo.objects.filter(item=item).order_by("position", "pk")[:2], None, None][:2]
    item.lead_photo, item.lead_alt = (str(lead.file.name), lead.alt) if lead else ("", "")
    item.second_photo = str(second.file.name) if second else ""
    item.lead_widest, item.second_widest = lead.widest if lead else 0, second.widest if second else 0
    item.save(update_fields=[*FIELDS, "updated_at"])
