"""A code read for one piece of the shop: what the catalogue says of it is the claim."""

from dataclasses import dataclass

from authentication.codes.decoding import decode
from authentication.codes.plausibility import Claim, Verdict, judge
from authentication.codes.readings import Decoding
from catalog.models import Item


@dataclass(frozen=True)
class Read:
    """What a page shows: the decoding, what it was held against, and the verdict."""

    decoding: Decoding
    claim: Claim
    verdict: Verdict


def claim_of(item: Item) -> Claim:
    """What the catalogue says of a piece; no query where designer, style and material are fetched."""
    return Claim(
        designer=item.designer.slug,
        style=item.style.name if item.style else item.title,
        year=item.year,
        made_in=item.made_in,
        material=item.material.name if item.material else "",
    )


def read_for(item: Item, text: str) -> Read:
    """Decode a text typed for a piece and judge it. Never raises; writes and logs nothing."""
    return read_against(claim_of(item), text)


def read_against(claim: Claim, text: str) -> Read:
    """The same against a claim that somebody typed."""
    decoding = decode(claim.designer, text)
    return Read(decoding, claim, judge(decoding, claim))
