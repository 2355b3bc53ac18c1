"""Who may not judge a piece: whoever took it in, owns or consigns it, or decided on it before (domain.md).

The database refuses the same (migration 0005), and consignment adds what only it knows: a consignor's own account.
"""

from typing import Any

from authentication.cases.refusals import CaseRefused
from authentication.models import Bar, Case, Review

MAY_REVIEW = "authentication.add_review"
Submitted = Review.State.SUBMITTED


def bar(case: Case, person: Any, why: str) -> None:
    """From now on this person may not judge the piece, in this case or a later one. Raises CaseRefused if she did."""
    if case.reviews.filter(reviewer=person).exclude(state=Review.State.HANDED_BACK).exists():
        raise CaseRefused("She reviews it already: close this case and open another.")
    Bar.objects.get_or_create(case=case, person=person, defaults={"why": why[:120]})


def reasons_against(case: Case, person: Any) -> list[str]:
    """Why this person may not review this piece, one sentence each; empty if she may."""
    barred = Bar.objects.filter(case__item=case.item_id, person=person).order_by("pk")
    reasons = [f"Not for you: {why}." for why in dict.fromkeys(barred.values_list("why", flat=True))]
    hers = Review.objects.filter(case__item=case.item_id, reviewer=person, state=Submitted)
    if hers.exclude(case=case).exists():
        reasons.append("You decided on this piece before.")
    if hers.filter(case=case).exists():
        reasons.append("You have reviewed it: the next one is somebody else's.")
    if not (person.is_active and person.has_perm(MAY_REVIEW)):
        reasons.append("You are no authenticator here.")
    return reasons
