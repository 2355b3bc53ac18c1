"""Findings are kept as they are typed; two windows never write over each other, and what is over stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from authentication.bench.saving import Told, told_by
from authentication.models import Finding, Review, Serial
from tests.authentication.bench.conftest import SCRIPT
from tests.factories import authentication as make
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def test_a_change_is_kept_and_says_what_is_missing(send: Send, review: Review) -> None:
    answer = send(result="right", note=" Even grain. ")
    assert answer.status_code == 200
    assert answer.json()["seen"] == Told("right", "Even grain.").seen
    assert "Leather or canvas: a photograph that shows it." in [
        one["said"] for one in answer.json()["missing"]
    ]
    finding = review.findings.get()
    assert (finding.result, finding.note, finding.entered) == ("right", "Even grain.", "")


def test_two_windows_never_write_over_each_other(send: Send, review: Review) -> None:
    seen = send(result="right").json()["seen"]
    assert send(seen=seen, result="right", note="From the first.").status_code == 200
    answer = send(seen=seen, result="concern", note="From the second.")
    assert answer.status_code == 409
    there = Told("right", "From the first.")
    assert answer.json()["stale"] == {
        "result": "right",
        "note": "From the first.",
        "entered": "",
        "seen": there.seen,
    }
    assert review.findings.get().note == "From the first."
    assert send(seen=there.seen, result="concern", note="From the second.").status_code == 200
    assert review.findings.get().note == "From the second."


def test_the_same_again_is_no_conflict(send: Send, review: Review) -> None:
    send(result="right", note="Once.")
    assert send(seen="long ago", result="right", note="Once.").status_code == 200
    assert review.findings.count() == 1


def test_without_a_script_both_versions_stand_on_the_page(desk: Client, send: Send, review: Review) -> None:
    send(result="right", note="From the first.")
    where = f"/staff/authentication/cases/{review.case.number}/checks/leather/"
    answer = desk.post(where, {"seen": "old", "result": "wrong", "note": "From the second."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "As it should be. From the first." in page
    assert ">From the second.</textarea>" in page
    assert review.findings.get().result == "right"


@pytest.mark.parametrize("told", [{"result": "splendid"}, {"note": "x" * 4_001}, {"entered": "x" * 61}])
def test_what_cannot_be_kept_is_refused_and_given_back(
    desk: Client, send: Send, review: Review, told: dict[str, str]
) -> None:
    assert send(**told).status_code == 422
    where = f"/staff/authentication/cases/{review.case.number}/checks/code/"
    answer = desk.post(where, {"note": "Typed.", **told})
    assert answer.status_code == 422
    assert "Typed." in answer.content.decode() or "note" in told
    assert not review.findings.exists()


def test_once_submitted_nothing_changes(send: Send, review: Review) -> None:
    make.found(review)
    Review.objects.filter(pk=review.pk).update(looked_s=0, state="handed_back", ring_at=None)
    assert send(result="wrong").status_code == 404
    assert not Finding.objects.filter(result="wrong").exists()


def test_another_person_has_no_such_desk(send: Send, review: Review) -> None:
    stranger = at_work(make.a_reviewer("bea"))
    assert send(client=stranger, result="wrong").status_code == 404
    assert not review.findings.exists()


def test_a_verdict_is_kept_before_it_is_given(desk: Client, review: Review) -> None:
    where = f"/staff/authentication/cases/{review.case.number}/verdict/"
    told = {"verdict": "counterfeit", "reason": "The stamp", "seen": Told().seen}
    assert desk.post(where, told, headers=SCRIPT).status_code == 200
    review.refresh_from_db()
    assert (review.state, review.verdict, review.reason) == ("begun", "counterfeit", "The stamp")
    assert desk.post(where, told | {"reason": "Another"}, headers=SCRIPT).status_code == 409


def test_a_code_is_encrypted_from_the_first_sign_on(desk: Client, send: Send, review: Review) -> None:
    assert send("code", entered="[D] 17").status_code == 200
    finding = review.findings.get()
    assert "[D]" not in finding.entered
    page = desk.get(f"/staff/authentication/cases/{review.case.number}/").content.decode()
    assert 'value="[D] 17"' in page
    assert not Serial.objects.exists()
    send("code", seen=Told(entered="[D] 17").seen, entered="")
    assert review.findings.get().entered == ""


def test_a_submitted_code_is_a_number_of_the_piece(desk: Client, send: Send, review: Review) -> None:
    make.found(review)
    seen = told_by(review.findings.get(check_made__code="code")).seen
    assert send("code", seen=seen, result="right", note="-", entered="[D] 17").status_code == 200
    where = f"/staff/authentication/cases/{review.case.number}/submit/"
    assert desk.post(where, {"verdict": "authentic"}).status_code == 302
    assert Serial.objects.get().item == review.case.item


def test_a_code_is_read_while_it_is_typed_and_not_kept(desk: Client, review: Review) -> None:
    where = f"/staff/authentication/cases/{review.case.number}/checks/code/decode/"
    answer = desk.post(where, {"entered": "[C]"}, headers=SCRIPT)
    assert answer.json()["fit"] == "impossible"
    assert answer.json()["lines"][-1] == "The code says 1999, but 2019 is claimed, 20 years away."
    assert not review.findings.exists()
    assert desk.post(where.replace("code/decode", "leather/decode"), {}).status_code == 404


def test_a_page_that_said_no_opens_again_as_the_workbench(desk: Client, review: Review) -> None:
    case = f"/staff/authentication/cases/{review.case.number}/"
    assert desk.get(f"{case}checks/leather/")["Location"] == f"{case}#check-leather"
    assert desk.get(f"{case}submit/")["Location"] == f"{case}#verdict"
    assert desk.get(f"{case}checks/nothing/").status_code == 404
