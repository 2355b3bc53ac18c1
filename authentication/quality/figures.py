"""The figures of the page: agreement by person and by kind of piece, and what became of the known fakes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from authentication.models import Case, Review
from authentication.quality import pairs
from authentication.quality.kappa import Agreement, Weights, agreement, linear
from authentication.quality.pairs import Pair
from portero.core.figures import figure


@dataclass(frozen=True)
class Line:
    """One person or kind of piece with its agreement; `told` is whether there are pairs enough to say anything."""

    name: str
    found: Agreement
    told: bool

    @property
    def in_words(self) -> str:
        """`0.71, between 0.58 and 0.84`, or why there is no figure."""
        if not self.told:
            return "too few"
        if self.found.kappa is None:
            return "one word only"
        told = [
            round(one, 2) + 0 for one in (self.found.kappa, self.found.low, self.found.high)
        ]  # + 0: no "-0.00"
        return "{:.2f}, between {:.2f} and {:.2f}".format(*told)

    @property
    def share(self) -> str:
        """How often they said the same (by weights: how near they came), in per cent."""
        return f"{100 * self.found.observed:.0f} %" if self.found.n else ""


@dataclass(frozen=True)
class Found:
    """How one person did with known fakes."""

    name: str
    seen: int
    missed: int

    @property
    def noticed(self) -> int:
        """Those that she didn't call authentic."""
        return self.seen - self.missed


@dataclass(frozen=True)
class Group:
    """One chart with its table."""

    slug: str
    title: str
    about: str
    lines: list[Line]


def groups() -> list[Group]:
    """Verdicts and grades, each by person and by kind of piece."""
    said, graded = pairs.verdicts(), pairs.grades()
    weights = linear(len(pairs.GRADES))
    plain = "Cohen's kappa of two blind reviews of the same piece."
    steps = "Kappa of a confirmed grade and a blind one; a step apart counts as three quarters agreed."
    return [
        Group("verdict-person", "Verdicts by reviewer", plain, by_person(said, pairs.VERDICTS)),
        Group("verdict-kind", "Verdicts by kind of piece", plain, by_category(said, pairs.VERDICTS)),
        Group("grade-person", "Grades by grader", steps, by_person(graded, pairs.GRADES, weights)),
        Group("grade-kind", "Grades by kind of piece", steps, by_category(graded, pairs.GRADES, weights)),
    ]


def by_person(found: Sequence[Pair], words: Sequence[str], weights: Weights | None = None) -> list[Line]:
    """Each person against all who judged the same pieces, by name."""
    people = {person for pair in found for person in (pair.first, pair.second)}
    names = {user.pk: user.get_full_name() or user.email for user in User.objects.filter(pk__in=people)}
    lines = [
        _line(names[person], (pair.of(person) for pair in found if person in pair[:2]), words, weights)
        for person in people
    ]
    return sorted(lines, key=lambda line: line.name)


def by_category(found: Sequence[Pair], words: Sequence[str], weights: Weights | None = None) -> list[Line]:
    """All pairs of one kind of piece, by its name."""
    kinds = sorted({pair.category for pair in found})
    return [
        _line(kind, ((pair.said, pair.also) for pair in found if pair.category == kind), words, weights)
        for kind in kinds
    ]


def known_fakes() -> list[Found]:
    """Who reviewed how many known fakes, and called how many of them authentic; most misses first."""
    seeded = Q(case__kind=Case.Kind.SEEDED, state=Review.State.SUBMITTED, reviewer__isnull=False)
    missed = Count("pk", filter=Q(verdict=Review.Verdict.AUTHENTIC))
    rows = Review.objects.filter(seeded).values("reviewer").annotate(seen=Count("pk"), missed=missed)
    told = {row["reviewer"]: row for row in rows.order_by("reviewer")}
    people = User.objects.filter(pk__in=told)
    found = [
        Found(user.get_full_name() or user.email, told[user.pk]["seen"], told[user.pk]["missed"])
        for user in people
    ]
    return sorted(found, key=lambda one: (-one.missed, one.name))


def _line(name: str, said: Iterable[tuple[str, str]], words: Sequence[str], weights: Weights | None) -> Line:
    found = agreement(said, words, weights)
    return Line(name, found, found.n >= int(figure("agreement_least_pairs")))
