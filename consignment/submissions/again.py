"""A piece that was bought here is consigned by its new owner: our record of it comes along, its number stays."""

import uuid

from django.db import transaction

from catalog.locks import lock_item
from catalog.models import Category, Item, ListingState
from consignment.models import Submission
from consignment.models.pieces import OVER
from consignment.submissions.drafts import open_draft
from consignment.submissions.states import OVER as ANSWERED
from consignment.submissions.states import SubmissionRefused

K = Submission.Kind
KINDS = {"handbags": K.HANDBAG, "watches": K.WATCH, "jewelry": K.JEWELRY}


@transaction.atomic
def again(item: Item, *, name: str, email: str, phone: str = "") -> Submission:
    """The sell form of this piece, filled in from our record; asked for twice it is the same draft.

    Whoever calls has made sure that it is hers. Raises SubmissionRefused for a piece that isn't sold, that is with us
    already, or that somebody else has begun to consign.
    """
    locked = lock_item(item.pk)
    if locked.state != ListingState.SOLD or locked.consignments.exclude(state__in=OVER).exists():
        raise SubmissionRefused("This piece is with us already.")
    for begun in Submission.objects.filter(item=locked).exclude(state__in=ANSWERED):
        if begun.email != email:
            raise SubmissionRefused(
                "Somebody else has begun to consign this piece. Please write to client care."
            )
        return begun
    return open_draft(
        uuid.uuid4(),
        item=locked,
        kind=kind_of(locked.category),
        designer=locked.designer.name,
        style=locked.style.name if locked.style else locked.title,
        included=[],
        name=name,
        email=email,
        phone=phone,
    )


def kind_of(category: Category) -> str:
    """What the sell form calls a category of ours."""
    top = category.parent or category
    return KINDS.get(top.slug, K.ACCESSORY)
