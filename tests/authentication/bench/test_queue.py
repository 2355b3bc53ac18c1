"""Whose work a piece is: by deadline, without what others found; what isn't hers is counted with the reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from authentication.bench.queries import Queue, next_for, queue_of
from authentication.cases import reviewing
from authentication.models import Case
from tests.factories import authentication as make
from tests.factories import bench
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db


def queue(person: User) -> Queue:
    return queue_of(person, timezone.now())


def numbers(found: Queue) -> dict[str, list[str]]:
    return {name: [row.case.number for row in rows] for name, rows in found.groups}


def test_what_she_begun_comes_first_then_what_is_late(anna: User) -> None:
    later, late, begun = (bench.on_the_bench() for _ in range(3))
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=3))
    make.begun_review(begun, anna)
    found = queue(anna)
    assert numbers(found) == {
        "Begun by you": [begun.number],
        "Late": [late.number],
        "Later": [later.number],
    }
    assert found.groups[1][1][0].due == "3 h late"
    assert next_for(anna, timezone.now(), but=begun.number) == late.number


def test_what_is_not_hers_is_counted_with_the_reason(anna: User) -> None:
    bench.on_the_bench(taken_in_by=[anna])
    full = bench.on_the_bench()
    for name in ("bea", "cora"):
        make.begun_review(full, make.a_reviewer(name))
    found = queue(anna)
    assert (found.groups, dict(found.not_hers)) == ([], {"you took it in": 1, "somebody else is at it": 1})


def test_the_queue_does_not_tell_whether_somebody_has_looked(anna: User) -> None:
    fresh, seen, torn = (bench.on_the_bench() for _ in range(3))
    make.reviewed(seen, "counterfeit", make.a_reviewer("bea"))
    make.reviewed(torn, "counterfeit", make.a_reviewer("bea"))
    assert make.reviewed(torn, "authentic", make.a_reviewer("cora")).state == "disagreed"
    Case.objects.filter(pk__in=[fresh.pk, seen.pk, torn.pk]).update(due_at=fresh.due_at)
    page = at_work(anna).get("/staff/authentication/").content.decode()
    rows = [part.split("</tr>")[0] for part in page.split("<tr data-row")[1:]]
    assert len(rows) == 3
    for case, row in zip((fresh, seen, torn), rows, strict=True):
        assert case.number in row
    told = {
        row.replace(case.number, "").replace(f"photos/{case.photos.all()[0].pk}/", "")
        for case, row in zip((fresh, seen, torn), rows, strict=True)
    }
    assert len({_without_tokens(row) for row in told}) == 1
    for case in (seen, torn):
        door = at_work(anna).get(f"/staff/authentication/cases/{case.number}/").content.decode()
        assert not any(word in door for word in ("bea@", "cora@", "ounterfeit", "disagree"))


def test_its_queries_do_not_grow(
    anna: User, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        bench.on_the_bench()
    with django_assert_num_queries(2):
        queue(anna)
    for _ in range(4):
        bench.on_the_bench()
    with django_assert_num_queries(2):
        queue(anna)


def test_one_press_takes_the_next(anna: User, desk: Client) -> None:
    case = bench.on_the_bench()
    answer = desk.post("/staff/authentication/next/")
    assert answer["Location"] == f"/staff/authentication/cases/{case.number}/"
    assert case.reviews.get().reviewer == anna
    assert desk.post("/staff/authentication/next/")["Location"] == answer["Location"]


def test_handed_back_it_waits_again(anna: User, desk: Client) -> None:
    case = bench.on_the_bench()
    review = reviewing.begin(case.pk, by=anna)
    desk.post(f"/staff/authentication/cases/{case.number}/back/")
    review.refresh_from_db()
    assert review.state == "handed_back"
    assert numbers(queue(anna)) == {"Later": [case.number]}


def _without_tokens(row: str) -> str:
    before, _, after = row.partition('value="')
    return before + after.partition('"')[2] if after else row
