"""An outside authenticator's page: opened by her link alone, only what is needed, kindly over when it is."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from authentication.bench import access
from authentication.bench.comparing import columns_of, lines_of
from authentication.bench.saving import Told
from authentication.cases import outside
from authentication.models import Case, Review
from portero.core.links import token_for
from tests.authentication.bench.conftest import SCRIPT
from tests.factories import authentication as make
from tests.factories import bench
from tests.photography.pictures import encoded

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Review:
    cache.clear()
    case = bench.on_the_bench(value=31_000, reference="A-4711")
    make.reviewed(case, "authentic", make.a_reviewer("anna"))
    make.reviewed(case, "counterfeit", make.a_reviewer("bea"))
    return outside.ask(case.pk, make.an_expert(), actor=None, said="The stamp?")


def link(review: Review, more: str = "") -> str:
    return f"/outside/{token_for(outside.KIND, review.pk)}/{more}"


def test_she_sees_the_piece_and_nothing_that_is_not_hers(asked: Review, client: Client) -> None:
    answer = client.get(link(asked))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex, nofollow", "private, no-store")
    assert "Birkin 30 in Gold Togo" in page
    hidden = ["31,000", "31000", "A-4711", "anna@", "bea@", "As I see it", asked.case.item.number, "disagree"]
    hidden.append("This check needs one each time")  # of her only her word is asked
    assert not any(word in page for word in hidden)
    photo = asked.case.photos.all()[0]
    assert client.get(link(asked, f"photos/{photo.pk}/small.webp")).status_code == 200


def test_her_word_decides_and_uses_the_link_up(asked: Review, client: Client) -> None:
    told = {"result": "right", "note": "By hand.", "seen": Told().seen}
    assert client.post(link(asked, "checks/stitching/"), told, headers=SCRIPT).status_code == 200
    answer = client.post(link(asked, "submit/"), {"verdict": "authentic", "reason": "Every stitch is right."})
    assert answer.status_code == 200
    assert "Thank you" in answer.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.findings.get().note) == ("submitted", "By hand.")
    assert Case.objects.get(pk=asked.case_id).state == "passed"
    again = client.get(link(asked))
    assert (again.status_code, "Thank you" in again.content.decode()) == (410, True)


def test_without_a_reason_it_is_not_taken_and_nothing_is_lost(asked: Review, client: Client) -> None:
    answer = client.post(link(asked, "submit/"), {"verdict": "counterfeit", "reason": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why." in page
    assert '<input type="radio" name="verdict" value="counterfeit" checked>' in page
    assert Case.objects.get(pk=asked.case_id).state == "outside"


def test_an_expired_link_says_so_kindly(asked: Review, client: Client) -> None:
    Review.objects.filter(pk=asked.pk).update(link_expires_at=timezone.now() - timedelta(minutes=1))
    answer = client.get(link(asked))
    assert answer.status_code == 410
    assert "This link is over" in answer.content.decode()
    told = {"result": "right", "seen": Told().seen}
    assert client.post(link(asked, "checks/stitching/"), told, headers=SCRIPT).status_code == 410
    assert not asked.findings.exists()


def test_a_guessed_link_opens_nothing_and_soon_none_does(
    asked: Review, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "GUESSES", 3)
    staffs = token_for("sell-draft", asked.pk)
    for _ in range(3):
        assert client.get(f"/outside/{staffs}/").status_code == 404
    assert client.get(link(asked)).status_code == 429


def test_her_photographs_are_hers(asked: Review, client: Client) -> None:
    file = SimpleUploadedFile("seen.jpg", encoded())
    answer = client.post(link(asked, "checks/stitching/photographs/"), {"file": file}, headers=SCRIPT)
    assert answer.status_code == 201
    assert client.get(answer.json()["picture"]["small"]).status_code == 200


def test_she_reads_that_every_verdict_of_hers_has_its_reason(asked: Review, client: Client) -> None:
    page = client.get(link(asked)).content.decode()
    assert ("Needed with every verdict" in page, "Needed unless" in page) == (True, False)


def test_what_she_did_not_look_at_is_no_difference(asked: Review) -> None:
    outside.word(asked.pk, "authentic", "Struck as in its year.")
    case = Case.objects.get(pk=asked.case_id)
    columns = columns_of(case)
    assert len(columns) == 3
    assert not any(line.differs for line in lines_of(case, columns))
