"""Read a code: which house, which of its schemes, what it says."""

from collections.abc import Callable
from functools import partial

from django.utils.text import slugify

from authentication.codes.houses import chanel, fineness, hermes, others, patek, rolex, vuitton
from authentication.codes.readings import Decoding, Refusal, unknown
from authentication.codes.texts import LONGEST

Reader = Callable[[str], Decoding]
_FORMS: dict[str, Reader] = {
    house: partial(others.decode_form, house)
    for house in ("gucci", "goyard", "bottega-veneta", "prada", "balenciaga")
}
_HOUSES: dict[str, Reader] = _FORMS | {
    "hermes": hermes.decode,
    "chanel": chanel.decode,
    "louis-vuitton": vuitton.decode,
    "rolex": rolex.decode,
    "patek-philippe": patek.decode,
    "dior": others.decode_dior,
    "celine": others.decode_celine,
    "saint-laurent": others.decode_saint_laurent,
    "fendi": others.decode_fendi,
    "cartier": partial(others.decode_engraving, "cartier"),
    "van-cleef-and-arpels": partial(others.decode_engraving, "van-cleef-and-arpels"),
}
# How people write them beside the shop's own slugs.
_ALSO = {
    "christian-dior": "dior",
    "yves-saint-laurent": "saint-laurent",
    "ysl": "saint-laurent",
    "van-cleef-arpels": "van-cleef-and-arpels",
    "van-cleef": "van-cleef-and-arpels",
    "vca": "van-cleef-and-arpels",
    "lv": "louis-vuitton",
    "vuitton": "louis-vuitton",
    "patek": "patek-philippe",
}


def decode(designer: str, text: str) -> Decoding:
    """What a code of this designer says; `designer` is a name or a slug, `text` whatever was typed.

    A fineness mark (750, Pt950) is read for every designer. Never raises.
    """
    if not text.strip():
        return unknown("Type what is stamped or engraved.")
    if len(text) > LONGEST:
        return unknown(f"No code is longer than {LONGEST} characters.")
    reader = _HOUSES.get(house_of(designer))
    if reader is None:
        return _by_fineness(text)
    decoded = reader(text)
    if decoded.readings:
        return decoded
    marks = fineness.readings(text)  # jewelry of a house whose codes look otherwise
    return Decoding(readings=marks) if marks else decoded


def house_of(designer: str) -> str:
    """The slug under which the house's facts stand: `hermes` for Hermès, HERMES and hermes."""
    slug = slugify(designer.replace("&", " and "))
    return _ALSO.get(slug, slug)


def houses() -> list[str]:
    """Slugs of the houses whose codes we can read something from."""
    return sorted(_HOUSES)


def _by_fineness(text: str) -> Decoding:
    marks = fineness.readings(text)
    if marks:
        return Decoding(readings=marks, known=False)
    return Decoding(refusals=(Refusal("We hold no facts about this designer's codes."),), known=False)
