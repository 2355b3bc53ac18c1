"""Selling with Portero: the portal opens for the consignor alone, the desk for consignment managers."""

from typing import Any

from consignment.models import CommissionTier, Consignor, Offer
from consignment.portal import links
from tests.factories.submissions import a_submission, an_agreement, an_offer
from tests.permissions.table import EVERYBODY, ONLY_POST, STAFF_ONLY, Answers, Row, Table, World

HERS: Answers = (404, 404, 404, 200)
DOES: Answers = (404, 404, 404, 302)
HOLDERS = (0, 1, 2, 3)  # whoever holds a mailed link may use it


def rows(owner: Any) -> dict[str, Any]:
    """A submission under offer and a signed one of the world's owner, whose account is linked."""
    under_offer = an_offer(a_submission(email=owner.email)).submission
    signed = an_agreement(an_offer(a_submission(email=owner.email)))
    Consignor.objects.filter(email=owner.email).update(user=owner)
    picture = {"file": "none", "width": 1, "height": 1, "digest": "0" * 64, "likeness": "0" * 16}
    return {
        "consignment_submission": under_offer,
        "consignment_offer": Offer.objects.get(submission=under_offer),
        "consignment_agreement": signed,
        "consignment_consignor": under_offer.consignor,
        "consignment_terms": signed.terms,
        "consignment_commissiontier": CommissionTier.objects.first(),
        "submission_photo": under_offer.photos.create(key=under_offer.key, shot="front", **picture),
    }


def _number(world: World) -> list[Any]:
    return [world.rows["consignment_submission"].number]


def _signed(world: World) -> list[Any]:
    return [world.rows["consignment_agreement"].offer.submission.number]


def _photo(world: World) -> list[Any]:
    return [world.rows["submission_photo"].pk, "small"]


TABLE: Table = {
    "portal:link": Row(
        get=EVERYBODY, post=EVERYBODY, may_change=(), form=lambda world: {"email": "x@example.com"}
    ),
    "portal:open": Row(
        get=EVERYBODY,
        post=(302, 302, 302, 302),
        arguments=lambda world: [links.token_for(world.rows["consignment_submission"])],
        may_change=HOLDERS,
    ),
    "portal:leave": Row(get=ONLY_POST, post=(302, 302, 302, 302), may_change=()),
    "portal:list": Row(get=(302, 302, 302, 200)),
    "portal:piece": Row(get=(302, 302, 302, 200), arguments=_number),
    # The picture of this world has no file: its owner too is answered 404, but only after it was found to be hers.
    "portal:photo": Row(get=(404, 404, 404, 404), arguments=lambda world: [*_number(world), *_photo(world)]),
    "portal:withdraw": Row(get=ONLY_POST, post=DOES, arguments=_number),
    "portal:message": Row(
        get=ONLY_POST, post=DOES, arguments=_number, form=lambda world: {"said": "Any news?"}
    ),
    "portal:agreement": Row(get=HERS, post=(404, 404, 404, 422), arguments=_number, may_change=()),
    "portal:document": Row(get=HERS, arguments=_signed),
    "portal:refuse": Row(get=ONLY_POST, post=DOES, arguments=_number),
    # Nothing is asked of the owner of this world: her own piece has no question, and nobody else has the piece.
    "portal:consent": Row(
        get=ONLY_POST,
        post=(404, 404, 404, 404),
        arguments=lambda world: [*_signed(world), 1],
        form=lambda world: {"answer": "yes"},
    ),
    "portal:take-back": Row(get=ONLY_POST, post=DOES, arguments=_signed),
    "portal:renew": Row(get=ONLY_POST, post=DOES, arguments=_signed),
    "submissions:queue": Row(get=STAFF_ONLY, right="Consignment manager"),
    "submissions:one": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 422),
        right="Consignment manager",
        arguments=_number,
        form=lambda world: {"do": "decline"},
        may_change=(),
    ),
    "submissions:photo": Row(get=(302, 302, 403, 404), right="Consignment manager", arguments=_photo),
}
