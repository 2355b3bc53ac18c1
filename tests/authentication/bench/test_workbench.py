"""The workbench on the staff site: what it shows, how time counts, what submitting asks for, what comes after."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from authentication.bench import looking
from authentication.bench.seats import Seat
from authentication.cases import deciding
from authentication.models import Case, Review
from tests.authentication.bench.conftest import SCRIPT
from tests.factories import authentication as make
from tests.factories import bench
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def address(review: Review, more: str = "") -> str:
    return f"/staff/authentication/cases/{review.case.number}/{more}"


def submit(client: Client, review: Review, **told: str) -> Any:
    return client.post(address(review, "submit/"), {"verdict": "authentic"} | told)


def test_it_shows_her_own_sheet_and_nothing_of_another_round(desk: Client, review: Review) -> None:
    bea = make.a_reviewer("bea")
    other = make.begun_review(review.case, bea)
    make.found(other, {"stamp": "wrong"})
    other.findings.update(note="Bea doubts the stamp.")
    deciding.submitted(other, "counterfeit", "Bea's reason.", other.begun_at + make.LONG)
    page = desk.get(address(review)).content.decode()
    assert not any(word in page for word in ("Bea", "bea@", "second review", "disagree"))
    assert page.count("data-step-said>Not looked at yet") == review.case.template.checks.count()


def test_its_queries_do_not_grow_with_what_was_found(desk: Client, review: Review) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            desk.get(address(review))
        return len(made)

    first = review.case.template.checks.all()[0]
    finding = review.findings.create(check_made=first, result="right", entered="305")
    finding.evidence.create(file="evidence/none.webp", sha256="0" * 64, width=8, height=8)
    queries()  # what is asked once is remembered from here on
    one = queries()
    review.findings.all().delete()
    make.found(review)
    assert queries() == one


def test_time_counts_from_beat_to_beat_and_not_twice_for_two_windows(review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(looked_s=0)
    review.refresh_from_db()
    seat, start = Seat(review, "review", review.case.number), 1_000_000.0
    for second in (0, 15, 20, 30):  # another window beats in between
        looking.beat(seat, now=start + second)
    assert review.looked_s == 30
    looking.beat(seat, now=start + 600)  # she was away
    assert review.looked_s == 30
    looking.beat(seat, now=start + 615)
    assert review.looked_s == 45
    looking.beat(seat, fresh=True, now=start + 640)
    assert review.looked_s == 45
    assert looking.in_words(review) == "Looked at for 0 of at least 10 minutes"


def test_what_is_missing_is_told_and_nothing_typed_is_lost(desk: Client, review: Review) -> None:
    make.found(review)
    review.findings.filter(check_made__code="stamp").update(result="")
    answer = submit(desk, review, verdict="counterfeit", reason="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Foil stamp HERMÈS PARIS MADE IN FRANCE: no finding yet." in page
    assert '<input type="radio" name="verdict" value="counterfeit" checked>' in page
    review.refresh_from_db()
    assert (review.state, review.verdict) == ("begun", "")


def test_submitted_she_is_led_to_the_next_piece(desk: Client, review: Review) -> None:
    make.found(review)
    following = bench.on_the_bench(bench.WATCH, "watch-04")
    answer = submit(desk, review)
    assert answer["Location"] == f"/staff/authentication/cases/{following.number}/"
    review.refresh_from_db()
    assert (review.state, review.case.state) == ("submitted", "open")
    assert desk.get(address(review)).status_code == 200
    assert submit(desk, review).status_code == 404


def test_the_last_one_leads_to_the_queue(desk: Client, review: Review) -> None:
    make.found(review)
    assert submit(desk, review)["Location"] == "/staff/authentication/"


def test_where_they_differ_stands_first_once_it_is_decided(desk: Client) -> None:
    case = bench.on_the_bench()
    first = make.begun_review(case, make.a_reviewer("anna"))
    make.found(first, {"stamp": "concern"})
    deciding.submitted(first, "authentic", "", first.begun_at + make.LONG)
    case = make.reviewed(case, "authentic", make.a_reviewer("bea"))
    page = desk.get(f"/staff/authentication/cases/{case.number}/").content.decode()
    differing = page.split('aria-label="Where they differ"')[1].split("</table>")[0]
    assert "Foil stamp" in differing
    assert "Leather" not in differing
    assert "Something is off" in differing


def test_a_manager_sees_how_it_ended_and_no_findings() -> None:
    case = bench.on_the_bench()
    manager = at_work(staff("Consignment manager"))
    make.decided(case, "authentic")
    page = manager.get(f"/staff/authentication/cases/{case.number}/").content.decode()
    assert "Authentic" in page
    assert not any(word in page for word in ("Where they", "First review", "anna@"))


def test_a_manager_asks_outside_when_they_disagree() -> None:
    case = bench.on_the_bench()
    make.reviewed(case, "authentic", make.a_reviewer("anna"))
    make.reviewed(case, "counterfeit", make.a_reviewer("bea"))
    manager, expert = at_work(staff("Consignment manager")), make.an_expert()
    page = manager.get(f"/staff/authentication/cases/{case.number}/").content.decode()
    assert "The reviewers disagree" in page
    manager.post(
        f"/staff/authentication/cases/{case.number}/ask/", {"expert": expert.pk, "said": "The stamp?"}
    )
    assert Case.objects.get(pk=case.pk).state == "outside"
    assert case.reviews.get(round=4).expert == expert


def test_the_heartbeat_answers_how_it_stands(desk: Client, review: Review) -> None:
    answer = desk.post(address(review, "looked/"), {"fresh": "1"}, headers=SCRIPT)
    assert answer.json()["looked"] == "Looked at for 10 minutes"
    assert answer.json()["missing"][-1] == {"where": "#verdict", "said": "Give your verdict."}
