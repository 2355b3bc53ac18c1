"""What may happen to two pieces and their cases in any order, and what must be true after each of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases import bars, closing, outside, reviewing, sweeping
from authentication.cases.opening import open_case
from authentication.cases.refusals import CaseRefused
from authentication.cases.tiers import WANTED
from authentication.models import Bar, Case, Evidence, Review
from authentication.models.cases import DECIDED, LIVE
from catalog import listing
from catalog.models import Clearance, Item, ListingState
from tests.factories import authentication as make
from tests.factories.catalog import draft_item, listed_item
from tests.factories.condition import graded

REFUSALS = (CaseRefused, listing.ListingRefused)
PEOPLE = ("anna", "bea", "cora", "dora")
VERDICTS = ("authentic", "counterfeit", "cannot_verify", "second_opinion")


class World:
    """A bag of tier A that was for sale, a cheaper one of tier C, four reviewers, a clock."""

    def __init__(self) -> None:
        self.now = timezone.now()
        bag = listed_item()
        listing.back_to_draft(bag, reason="To be looked at.")
        small = draft_item(designer="Prada", style="Galleria", price=500)
        small.clearance = Clearance.objects.create(kind="imported", reference="file:1")
        small.save(update_fields=["clearance"])
        for item in (bag, small):
            graded(item)
        self.pks = [bag.pk, small.pk]
        self.people = {name: make.a_reviewer(name) for name in PEOPLE}
        self.expert = make.an_expert()
        self.barred = self.people["dora"]

    def do(self, event: str, which: int, who: str, said: str) -> bool:
        """Let it happen to one of the pieces; False if the house refused."""
        try:
            with transaction.atomic():
                EVENTS[event](self, Item.objects.get(pk=self.pks[which]), self.people[who], said)
        except REFUSALS:
            return False
        return True

    def pass_hours(self, hours: int) -> None:
        """Time goes by, and the sweep runs twice, as beat may have it."""
        self.now += timedelta(hours=hours)
        for _ in range(2):
            sweeping.sweep(now=self.now)

    def check(self) -> None:
        """The promises of the house, asked of the database."""
        for case in Case.objects.prefetch_related(
            "reviews__findings__evidence", "events", "template__checks"
        ):
            _check_case(case, self.barred)
        for item in Item.objects.filter(pk__in=self.pks):
            _check_item(item)


def _check_case(case: Case, barred: Any) -> None:
    given = [one for one in case.reviews.all() if one.state == "submitted"]
    judges = [one.reviewer_id for one in given if one.reviewer_id]
    assert len(judges) == len(set(judges)), "one person, two rounds"
    assert barred.pk not in judges, "a barred reviewer"
    for review in given:
        _check_review(case, review)
    kinds = [event.kind for event in case.events.all()]
    assert kinds.count("submitted") == len(given), "a review that the log doesn't know"
    if case.state in DECIDED:
        assert len({(one.reviewer_id, one.expert_id) for one in given}) >= WANTED[case.tier], (
            "one person alone"
        )
        assert kinds.count(case.state) == 1
        assert case.item.log.filter(kind="decided", body__contains=case.number).count() == 1
    else:
        assert (case.state in LIVE) == (case.due_at is not None)
    assert case.item.log.filter(kind="reviewed", body__contains=case.number).count() == len(given)


def _check_review(case: Case, review: Review) -> None:
    earlier = Review.objects.filter(case__item=case.item_id, reviewer=review.reviewer_id, state="submitted")
    assert review.expert_id or earlier.count() == 1, "she decided on it before"
    if review.expert_id:
        return
    found = {one.check_made_id: one for one in review.findings.all()}
    assert review.looked_s >= review.least_look_s
    for check in case.template.checks.all():
        assert found[check.pk].result, "a check without a finding"
        assert found[check.pk].evidence.all(), "a finding without what shows it"


def _check_item(item: Item) -> None:
    decided = item.cases.filter(state__in=DECIDED).exclude(kind="seeded").order_by("-decided_at", "-pk")
    last = next((one for one in decided if (one.kind, one.state) != ("regrade", "passed")), None)
    if item.state == ListingState.LISTED:
        assert last is None or last.state == "passed", "listed, and it didn't pass"
        held_back = item.cases.filter(state__in=LIVE, kind__in=["intake", "by_hand", "claim"])
        assert not held_back.exists(), "listed while somebody looks at it"
    clearance: Any = item.clearance
    if clearance.kind == "authentication":
        assert item.cases.filter(
            number=clearance.reference, state="passed", kind__in=["intake", "by_hand"]
        ).exists()


def _case(item: Item) -> Case:
    """The piece's newest open case."""
    case = item.cases.filter(state__in=LIVE).first()
    if case is None:
        raise CaseRefused("No case is open.")
    return case


def _open(kind: str) -> Callable[..., Any]:
    def opened(world: World, item: Item, who: Any, said: str) -> None:
        facts: dict[str, Any] = {"taken_in_by": [world.barred], "now": world.now, "reason": "A look."}
        open_case(item, kind, actor=None, **facts)

    return opened


def _begun(item: Item, who: Any) -> Review:
    review = _case(item).reviews.filter(reviewer=who, state="begun").first()
    if review is None:
        raise CaseRefused("She has begun nothing.")
    return review


def _begin(world: World, item: Item, who: Any, said: str) -> None:
    reviewing.begin(_case(item).pk, by=who, now=world.now)


def _work(world: World, item: Item, who: Any, said: str) -> None:
    """Ten minutes at the bench: every check answered and shown."""
    review = _begun(item, who)
    if not review.findings.exists():
        make.found(review)
    world.now += timedelta(minutes=10)
    Review.objects.filter(pk=review.pk).update(looked_s=review.least_look_s)


def _spoil(world: World, item: Item, who: Any, said: str) -> None:
    """A photograph is taken away again."""
    Evidence.objects.filter(pk__in=Evidence.objects.filter(finding__review=_begun(item, who))[:1]).delete()


def _submit(world: World, item: Item, who: Any, said: str) -> None:
    barred = Bar.objects.filter(case__item=item, person=who).exists()
    reviewing.submit(_begun(item, who).pk, said, by=who, reason="As I see it.", now=world.now)
    assert not barred, "barred before she submitted, in whichever case of the piece"


def _review(world: World, item: Item, who: Any, said: str) -> None:
    """All of it, one after the other."""
    for step in (_begin, _work, _submit):
        step(world, item, who, said)


def _hand_back(world: World, item: Item, who: Any, said: str) -> None:
    reviewing.hand_back(_begun(item, who).pk, actor=who, now=world.now)


def _ask(world: World, item: Item, who: Any, said: str) -> None:
    outside.ask(_case(item).pk, world.expert, actor=who, now=world.now)


def _word(world: World, item: Item, who: Any, said: str) -> None:
    review = _case(item).reviews.filter(state="begun", expert=world.expert).first()
    if review is None:
        raise CaseRefused("She isn't asked.")
    outside.word(review.pk, said, "As I see it.", now=world.now)


def _close(world: World, item: Item, who: Any, said: str) -> None:
    closing.close(_case(item).pk, reason="By mistake.", now=world.now)


def _bar(world: World, item: Item, who: Any, said: str) -> None:
    bars.bar(_case(item), who, "it is yours")


EVENTS: dict[str, Callable[[World, Item, Any, str], Any]] = {
    **{f"opened: {kind}": _open(kind) for kind in Case.Kind.values if kind != "seeded"},
    "begun": _begin,
    "worked": _work,
    "photograph gone": _spoil,
    "submitted": _submit,
    "reviewed": _review,
    "handed back": _hand_back,
    "asked outside": _ask,
    "her word": _word,
    "closed": _close,
    "barred": _bar,
    "listed": lambda world, item, who, said: listing.publish(item),
    "taken off": lambda world, item, who, said: listing.back_to_draft(item, reason="A doubt."),
}
