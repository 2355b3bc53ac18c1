"""The pictures we ask for, kind by kind, each with the outline that the piece is fitted to.

None of them is compulsory by itself, so that nobody is stuck who can't find a stamp: `LEAST` pictures can be sent,
whichever they are, and the page says that all of them make a better quote. `MORE` is whatever else she likes.
"""

from dataclasses import dataclass

from consignment.models import Submission

LEAST, MOST, MORE = 3, 24, "more"
# Of a piece that was bought here we have the photographs: what we need to see is how it was carried since.
LEAST_AGAIN = 1


@dataclass(frozen=True)
class Shot:
    """One picture: its code, its name, what to look for, and the outline as SVG (view box 0 0 100 108)."""

    code: str
    name: str
    hint: str
    outline: str


_BAG = '<path d="M12 96 17 44h66l5 52zM32 44V30c0-12 8-18 18-18s18 6 18 18v14'
_STAMP = '<path d="M18 34h64v48H18zM30 52h40M36 62h28M42 72h16"/>'
_WATCH = '<path d="M38 32V8h24v24M38 76v24h24V76M74 50h5v8h-5"/><circle cx="50" cy="54" r="24"/>'
_BUCKLE = '<path d="M6 44h30v20H6M94 44H64v20h30M36 36h28v36H36zM44 46h12v16H44z"/>'
_RING = '<circle cx="50" cy="68" r="26"/><circle cx="50" cy="68" r="20"/>'
_LOUPE = '<circle cx="46" cy="50" r="24"/><path d="m64 68 20 20M38 50h16M46 42v16"/>'
_FOLDED = '<path d="M16 34h68v44H16zM16 56h68'

WEAR = Shot(
    "wear",
    "Any wear",
    "The worst of it",
    '<path d="M20 92V40q0-8 8-8h52M20 92h60"/><circle cx="30" cy="80" r="13" stroke-dasharray="3 3"/>',
)
INCLUDED = Shot(
    "included",
    "What comes with it",
    "Box, dust bag, receipt",
    '<path d="M14 50h44v44H14zM14 50l8-10h44l-8 10M66 40v44l-8 10M70 94V62q0-9 8-9t8 9v32z"/>',
)
ONE_MORE = Shot(MORE, "One more", "If you like", '<path d="M50 34v40M30 54h40"/>')

SHOTS: dict[str, tuple[Shot, ...]] = {
    "handbag": (
        Shot("front", "Front", "The whole piece", f'{_BAG}M12 62h76M44 56h12v12H44z"/>'),
        Shot(
            "threequarter",
            "Three-quarter",
            "From the left",
            '<path d="M10 92 16 46l50-4 6 54zM66 42l20 8 4 38-18 8M28 45V32q0-14 14-15t14 13v13"/>',
        ),
        Shot("back", "Back", "The whole piece", f'{_BAG}M30 44v12M70 44v12"/>'),
        Shot(
            "base",
            "Base",
            "All four corners",
            '<path d="M10 40h80v40H10z"/><circle cx="18" cy="48" r="3"/><circle cx="82" cy="48" r="3"/>'
            '<circle cx="18" cy="72" r="3"/><circle cx="82" cy="72" r="3"/>'
            '<path d="M34 60h32" stroke-dasharray="3 3"/>',
        ),
        Shot(
            "inside",
            "Inside",
            "Open it wide",
            '<path d="M10 38q40-16 80 0l-6 56H16zM10 38q40 16 80 0M34 62h32v20H34z"/>',
        ),
        Shot("stamp", "Stamp", "Designer’s name, sharp", _STAMP),
        Shot(
            "clasp",
            "Clasp",
            "Close, no flash",
            '<path d="M28 40h44v36H28zM38 52h24v12H38zM50 26v14M50 76v14"/>',
        ),
        WEAR,
        INCLUDED,
    ),
    "watch": (
        Shot("front", "Dial", "Straight from above", f'{_WATCH}<path d="M50 38v16l10 8"/>'),
        Shot(
            "threequarter",
            "Three-quarter",
            "The whole watch",
            '<ellipse cx="50" cy="54" rx="20" ry="26"/>'
            '<path d="M36 34 32 8h22l8 22M36 76l-4 24h22l8-24M70 52l6 2v6l-6 1"/>',
        ),
        Shot("back", "Case back", "The whole back", f'{_WATCH}<circle cx="50" cy="54" r="16"/>'),
        Shot(
            "crown",
            "Crown side",
            "Case from the side",
            '<path d="M8 46h84M8 62h84M22 46l8-12h40l8 12M22 62l8 12h40l8-12M44 46h12v16H44z"/>',
        ),
        Shot(
            "bracelet",
            "Bracelet or strap",
            "Laid flat",
            '<path d="M38 6h24v96H38zM38 18h24M38 30h24M38 78h24M38 90h24"/><circle cx="50" cy="54" r="18"/>',
        ),
        Shot("clasp", "Clasp", "Open, marks in sight", _BUCKLE),
        Shot("stamp", "Engravings", "Reference, hallmarks", _STAMP),
        WEAR,
        INCLUDED,
    ),
    "jewelry": (
        Shot("front", "Front", "The whole piece", f'{_RING}<path d="m38 42-8-14h40l-8 14M30 28l20-14 20 14"/>'),
        Shot("threequarter", "From the side", "How high it stands", f'{_RING}<path d="M40 42 36 22h28l-4 20"/>'),
        Shot("back", "Back", "How it is made", f'{_RING}<path d="M40 42h20M44 30h12"/>'),
        Shot("stamp", "Hallmarks", "Maker and metal, sharp", _LOUPE),
        Shot(
            "stones",
            "Stones",
            "As close as it stays sharp",
            '<path d="m20 46 14-20h32l14 20-30 42zM20 46h60M34 26l16 20 16-20M50 46v42"/>',
        ),
        Shot("clasp", "Clasp or fitting", "Open and closed", _BUCKLE),
        Shot(
            "scale",
            "Beside a ruler",
            "Or a coin",
            '<path d="M10 76h80v18H10zM22 76v8M34 76v8M46 76v8M58 76v8M70 76v8M82 76v8"/>'
            '<circle cx="50" cy="44" r="18"/>',
        ),
        WEAR,
        INCLUDED,
    ),
    "accessory": (
        Shot("front", "Front", "The whole piece", f'{_FOLDED}M44 50h12v12H44z"/>'),
        Shot("back", "Back", "The whole piece", f'{_FOLDED}"/>'),
        Shot(
            "inside",
            "Inside or lining",
            "Opened or unfolded",
            '<path d="M16 18h68v72H16zM16 54h68M28 30h44M28 42h44"/>',
        ),
        Shot("stamp", "Label or stamp", "Designer’s name, sharp", _STAMP),
        Shot("clasp", "Hardware", "Buckle, zip, button", _BUCKLE),
        WEAR,
        INCLUDED,
    ),
}  # fmt: skip


def shots_of(kind: str) -> tuple[Shot, ...]:
    """The shot list of a kind, without `more`; a handbag's while she hasn't said what it is."""
    return SHOTS.get(kind) or SHOTS["handbag"]


def name_of(kind: str, code: str) -> str:
    """What a picture is called on pages: `Case back`; `One more` for whatever isn't on the list."""
    return next((shot.name for shot in shots_of(kind) if shot.code == code), ONE_MORE.name)


def least_of(submission: Submission) -> int:
    """How many pictures a submission needs before it can be sent."""
    return LEAST_AGAIN if submission.item_id else LEAST


def fitting(kind: str, code: str) -> str:
    """The code if this kind's list has it, else `more`."""
    return code if any(shot.code == code for shot in shots_of(kind)) else MORE
