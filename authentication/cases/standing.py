"""Where a piece stands: its newest case, and the last word on its authenticity."""

from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet

from authentication.cases.tiers import WANTED, tier_of
from authentication.models import Case, Review
from authentication.models.cases import DECIDED
from catalog.models import Clearance, Item

K, S = Case.Kind, Case.State
TOO_FEW = """
    select i.number from catalog_item i
    join catalog_clearance l on l.id = i.clearance_id and l.kind = 'authentication'
    join authentication_case c on c.number = l.reference
    where i.state = 'listed' and c.tier <> 'A'
      and authentication_tier_of(i.designer_id, i.category_id, i.price) = 'A'
      and (select count(distinct coalesce('r' || r.reviewer_id, 'x' || r.expert_id)) from authentication_review r
           where r.case_id = c.id and r.state = 'submitted') < authentication_reviews_wanted('A')
    order by i.id desc
"""
# The cases that say whether a piece may go on; while one of them is open it isn't offered.
JUDGING = (K.INTAKE, K.BY_HAND, K.CLAIM)
FAILED = (S.COUNTERFEIT, S.UNVERIFIED)


def judging() -> QuerySet[Case]:
    """The cases that say whether a piece may go on, open or over."""
    return Case.objects.filter(kind__in=JUDGING)


def latest_of(item_pk: int | None) -> Case | None:
    """The newest case that says whether the piece may go on, open or over."""
    return judging().filter(item=item_pk).order_by("-pk").first()


def under_review(item_pk: int | None) -> Case | None:
    """The open case that holds the piece back, the newest if there are several."""
    return judging().filter(item=item_pk, decided_at__isnull=True).order_by("-pk").first()


def last_word_on(item_pk: int | None) -> Case | None:
    """The newest decision on the piece; the database lists nothing whose last word isn't *passed*.

    A blind second look counts if the piece failed it; if it passed, that changes nothing. Known fakes are another
    matter: they are never listed.
    """
    decided = Case.objects.filter(item=item_pk, state__in=DECIDED)
    counts = decided.exclude(Q(kind=K.SEEDED) | Q(kind=K.REGRADE, state=S.PASSED))
    return counts.order_by("-decided_at", "-pk").first()


def stands_on_ours(case: Case) -> bool:
    """Whether a client's doubt goes on after our own review of it passed: the same claim, with that case as its prior.

    Only an authenticator outside decides such a case, and the database counts our reviewers with her (migration 0022).
    """
    ours = case.prior
    return (
        case.kind == K.CLAIM
        and ours is not None
        and (ours.kind, ours.state, ours.item_id) == (K.CLAIM, S.PASSED, case.item_id)
        and bool(case.reference)
        and ours.reference == case.reference
    )


def judged_enough(item: Item, price: Decimal) -> bool:
    """Whether as many people judged the piece as its tier asks for at this price in USD; the database asks the same.

    True for a piece without a clearance of authenticity: nobody asks that of an imported record.
    """
    cleared = item.clearance
    if cleared is None or cleared.kind != Clearance.Kind.AUTHENTICATION:
        return True
    given = Review.objects.filter(case__number=cleared.reference, state=Review.State.SUBMITTED)
    judges = len(set(given.values_list("reviewer", "expert")))
    return judges >= WANTED[tier_of(item.designer, item.category, price)[0]]


def judged_by_too_few() -> list[str]:
    """The numbers of listed pieces that fewer people judged than the rules ask for at their price, newest first.

    Only tier A asks for more than one; the database counts tier and judges as it does when a piece is listed.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOO_FEW)
        return [number for (number,) in cursor.fetchall()]


def live_of(item_pk: int, kind: str) -> QuerySet[Case]:
    """The open case of this kind: one at most, a constraint."""
    return Case.objects.filter(item=item_pk, kind=kind, decided_at__isnull=True)


def doubted(item_pk: int) -> bool:
    """Whether the piece must not leave us towards a buyer: it failed its last review, or is being reviewed."""
    last_word = last_word_on(item_pk)
    return (last_word is not None and last_word.state in FAILED) or under_review(item_pk) is not None
