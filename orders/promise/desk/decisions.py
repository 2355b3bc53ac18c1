"""The decisions of a claim that its case leaves open now: each with its words, its form, and the sums that follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from authentication.cases.standing import FAILED
from authentication.models import Case
from orders.books.splits import Split
from orders.books.splitting import SplitRefused
from orders.promise import deciding, money, reviewing
from orders.promise.desk.forms import MisdescribedForm, ReasonsForm, RefundForm
from orders.promise.desk.queues import DECIDE, MANAGE
from orders.promise.desk.showing import tag_matches
from orders.promise.models import Claim, ClaimState, Kind

S = ClaimState
STAYS = "The piece stays with us and is never sold again: a consigned one is kept for legal reasons, another withdrawn."
SHE_SAYS = "She reads the reasons and says whether she is confident. After somebody outside has decided, it goes back."


@dataclass(frozen=True)
class Decision:
    """One way to decide: what it says, what follows, and what the button does."""

    name: str
    title: str
    follows: str
    button: str
    act: Callable[..., Any]
    form: type[forms.Form] = ReasonsForm
    permission: str = DECIDE


DECISIONS = {
    one.name: one
    for one in (
        Decision(
            "authentic",
            "It is authentic",
            SHE_SAYS,
            "Decide: authentic",
            deciding.authentic,
        ),
        Decision(
            "not_authentic",
            "It is not authentic",
            STAYS,
            "Decide: not authentic, and refund",
            deciding.not_authentic,
            RefundForm,
        ),
        Decision(
            "condition",
            "Its condition was misdescribed",
            "She chooses between all of her money and the allowance.",
            "Offer her the choice",
            deciding.condition,
            MisdescribedForm,
        ),
        Decision(
            "as_described",
            "It is as we described it",
            SHE_SAYS,
            "Decide: as described",
            deciding.authentic,
        ),
        Decision(
            "not_ours",
            "It is not the piece that left us",
            "What came goes back to her with the reasons, and nothing is refunded.",
            "Decide: not our piece",
            deciding.not_ours,
            permission=MANAGE,
        ),
    )
}


def open_to(claim: Claim) -> list[Decision]:
    """The decisions that stand open now; the case's outcome is never contradicted."""
    names = _names(claim)
    unpacked = claim.state in (S.RECEIVED, S.UNDER_REVIEW) and claim.inspections.all()
    if unpacked and not tag_matches(claim):
        names.append("not_ours")
    return [DECISIONS[name] for name in names]


def form_of(decision: Decision, claim: Claim, data: Any = None) -> forms.Form:
    """Its form for this claim."""
    facts: dict[str, Any] = {"auto_id": f"{decision.name}_%s"}
    if issubclass(decision.form, RefundForm):
        facts["tag_matches"] = claim.state == S.OPENED or tag_matches(claim)
    if decision.form is MisdescribedForm:
        facts["must_offer"] = claim.state == S.OPENED
    return decision.form(data, **facts)


def against(claim: Claim, person: Any) -> list[str]:
    """Why this person may not decide it, one sentence each; empty if she may. The verb asks again."""
    rules = {
        deciding.YOU_OPENED: claim.opened_by_id == person.pk,
        deciding.YOU_JUDGED: person.pk in reviewing.judged_before(claim),
    }
    return [sentence for sentence, stands in rules.items() if stands]


def everything(claim: Claim) -> Split | None:
    """What a full refund comes to; None where nothing is left."""
    try:
        return money.full(claim.order, claim.line)
    except SplitRefused:
        return None


def off(claim: Claim, form: forms.Form) -> Split | None:
    """What the allowance that was typed comes to with its tax; the form says it where it is too much."""
    typed = form.cleaned_data.get("allowance") if form.is_bound and form.is_valid() else None
    if typed is None:
        return None
    try:
        return money.allowance(claim.order, claim.line, typed)
    except SplitRefused as refused:
        form.add_error("allowance", str(refused))
        return None


def _names(claim: Any) -> list[str]:
    if claim.state == S.OPENED:
        return ["condition"] if claim.kind == Kind.CONDITION else []
    case = claim.case
    waits = claim.state == S.UNDER_REVIEW or (claim.state == S.THIRD_PARTY and claim.heard)
    if case is None or not waits:
        return []
    if case.state in FAILED:
        return ["not_authentic"]
    if case.state != Case.State.PASSED:
        return []
    stands = "as_described" if claim.kind == Kind.CONDITION else "authentic"
    return [stands, "condition"]
