"""What two people said of the same piece without knowing of each other: the pairs that agreement is reckoned from."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from authentication.models import BlindGrade, Case, Review
from authentication.models.cases import Tier

VERDICTS = tuple(Review.Verdict.values)
# Best first; the empty word is below Good.
GRADES = ("pristine", "excellent", "very_good", "good", "")


class Pair(NamedTuple):
    """Two people, the kind of piece (its topmost category), and what each of them said."""

    first: int
    second: int
    category: str
    said: str
    also: str

    def of(self, person: int) -> tuple[str, str]:
        """What she said and what the other one said."""
        return (self.said, self.also) if person == self.first else (self.also, self.said)


def verdicts() -> list[Pair]:
    """Both blind reviews of a case of tier A; of the others the first review and that of the case drawn for it."""
    return [*_of_tier_a(), *_of_second_looks()]


def grades() -> list[Pair]:
    """The grade as it was confirmed, and as a second person gave it blind."""
    given = BlindGrade.objects.exclude(given_at=None).annotate(kind=_category("decision__item__category"))
    rows = given.values_list("decision__decided_by", "grader", "kind", "decision__confirmed", "grade")
    return [Pair(*row) for row in rows]


def _of_tier_a() -> Iterator[Pair]:
    second = _submitted(2).filter(case=OuterRef("case"))
    first = _submitted(1).filter(case__tier=Tier.A).exclude(case__kind=Case.Kind.SEEDED)
    yield from _pairs(first, second)


def _of_second_looks() -> Iterator[Pair]:
    second = _submitted(1).filter(case__kind=Case.Kind.REGRADE, case__prior=OuterRef("case"))
    yield from _pairs(_submitted(1).exclude(case__tier=Tier.A), second)


def _pairs(first: QuerySet[Review], second: QuerySet[Review]) -> Iterator[Pair]:
    both: Any = first.annotate(
        kind=_category("case__item__category"),
        other=Subquery(second.values("reviewer")[:1]),
        also=Subquery(second.values("verdict")[:1]),
    ).exclude(other=None)
    for row in both.values_list("reviewer", "other", "kind", "verdict", "also"):
        yield Pair(*row)


def _submitted(round_: int) -> QuerySet[Review]:
    return Review.objects.filter(round=round_, state=Review.State.SUBMITTED, reviewer__isnull=False)


def _category(path: str) -> Any:
    return Coalesce(F(f"{path}__parent__name"), F(f"{path}__name"))
