"""The pages of the sell form without a script, and what a script is answered."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.pages.middleware import store
from consignment.models import Submission
from consignment.submissions import links, states
from portero.core.mail.models import Mail
from tests.factories.submissions import a_draft, a_picture, a_submission, with_pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
AS_SCRIPT = {"accept": "application/json"}


def a_file(seed: int = 1, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_picture(seed).read(), "image/jpeg")


def page_of(draft: Submission, step: str = "") -> str:
    return f"/sell/draft/{links.draft_token(draft)}/{step}"


def test_the_form_is_the_same_for_everybody(client: Client) -> None:
    answer = client.get("/sell/")
    assert answer["Cache-Control"] == "public, max-age=10"
    assert not answer.cookies
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_it_asks_the_database_for_the_shelf_s_version_alone(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/sell/")
    store.clear()
    with django_assert_num_queries(1):
        client.get("/sell/")


def test_without_a_script_the_whole_form_is_filled_in_and_sent(client: Client) -> None:
    files = {"shot-front": a_file(1), "shot-next": [a_file(2), a_file(3)]}
    led = client.post("/sell/", {"kind": "watch", **files})
    draft = Submission.objects.get()
    assert led["Location"] == page_of(draft, "questions/")
    assert list(draft.photos.values_list("shot", flat=True)) == ["front", "threequarter", "back"]
    told = {"designer": "Rolex", "condition": "Light marks on the clasp.", "included": ["box"]}
    assert client.post(led["Location"], told)["Location"] == page_of(draft, "reach/")
    person = {"name": "Clara Whitfield", "email": "Clara@Example.com"}
    end = client.post(page_of(draft, "reach/"), person)["Location"]
    draft.refresh_from_db()
    assert (draft.state, draft.email, draft.included) == ("unconfirmed", "clara@example.com", ["box"])
    assert draft.number in client.get(end).content.decode()
    link = re.search(r"/sell/confirm/\S+/", Mail.objects.get().text)
    assert link
    assert client.get(link[0]).status_code == 200
    draft.refresh_from_db()
    assert draft.state == "unconfirmed"
    assert client.post(link[0])["Location"] == end
    draft.refresh_from_db()
    assert draft.state == "sent"
    assert "It is with our specialists" in client.get(end).content.decode()


def test_a_wrong_answer_keeps_what_was_typed_and_takes_the_focus(client: Client) -> None:
    draft = a_draft(designer="", condition="")
    answer = client.post(
        page_of(draft, "questions/"), {"designer": "", "style": "Kelly 28", "asking_price": "12,5"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12,5"' in text
    assert re.findall(r'name="(\w+)"[^>]* autofocus', text) == ["designer"]
    draft.refresh_from_db()
    assert draft.style == "Kelly 28"


def test_answers_are_kept_as_she_goes(client: Client) -> None:
    draft = a_draft(designer="Hermès", style="")
    told = {"designer": "", "style": "Birkin 30", "condition": "Good."}
    assert client.post(page_of(draft, "questions/"), told, headers=AS_SCRIPT).status_code == 204
    draft.refresh_from_db()
    assert (draft.designer, draft.style) == ("Hermès", "Birkin 30")


def test_a_script_s_form_opened_twice_is_one_draft(client: Client) -> None:
    told = {"key": str(uuid.uuid4()), "kind": "jewelry"}
    first, again = (client.post("/sell/", told, headers=AS_SCRIPT).json() for _ in range(2))
    assert first == again
    assert Submission.objects.get().kind == "jewelry"
    assert first["page"] == page_of(Submission.objects.get())


def test_a_script_sends_a_picture_and_reads_what_is_there(client: Client) -> None:
    draft, key = a_draft(), str(uuid.uuid4())
    for _ in range(2):
        told = {"key": key, "shot": "front", "file": a_file()}
        assert client.post(page_of(draft, "photos/"), told).status_code == 201
    facts = client.get(page_of(draft, "photos/")).json()
    assert [(one["key"], one["shot"]) for one in facts["pictures"]] == [(key, "front")]
    small = client.get(facts["pictures"][0]["small"])
    assert (small["Content-Type"], small["Cache-Control"]) == ("image/webp", "private, no-store")
    assert client.post(facts["pictures"][0]["remove"], headers=AS_SCRIPT).json()["pictures"] == []


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"key": "no key", "shot": "front"}, 400),
        (
            {"key": str(uuid.UUID(int=7)), "shot": "front", "file": SimpleUploadedFile("a.jpg", b"GIF89a")},
            422,
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(
    client: Client, told: dict[str, Any], status: int
) -> None:
    draft = a_draft()
    answer = client.post(page_of(draft, "photos/"), {"file": a_file(), **told})
    assert answer.status_code == status
    assert answer.json()["refused"]
    assert not draft.photos.exists()


def test_another_draft_s_picture_is_not_there(client: Client) -> None:
    hers, other = with_pictures(a_draft(), "front"), a_draft()
    address = page_of(other, f"photos/{hers.photos.get().pk}/")
    assert client.get(f"{address}small.webp").status_code == 404
    client.post(f"{address}remove/")
    assert hers.photos.count() == 1


def test_guessed_links_lead_nowhere_and_soon_to_no_answer(client: Client) -> None:
    draft = a_draft()
    right = links.draft_token(draft)
    answers = [client.get(f"/sell/draft/{right[:-4]}{n:04}/").status_code for n in range(32)]
    assert (answers[0], answers[29], answers[30]) == (404, 404, 429)
    assert client.get(page_of(draft)).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(page_of(draft)).status_code == 200


def test_sent_it_is_closed_for_questions_and_pictures(client: Client) -> None:
    sent = a_submission()
    for step in ("", "questions/", "reach/"):
        assert client.get(page_of(sent, step))["Location"] == f"/sell/sent/{links.draft_token(sent)}/"
    answer = client.post(
        page_of(sent, "photos/"), {"key": str(uuid.uuid4()), "shot": "front", "file": a_file()}
    )
    assert answer.status_code == 409
    assert client.post(page_of(sent, "photos/"), {"kind": "watch"}).status_code == 409
    sent.refresh_from_db()
    assert (sent.kind, sent.photos.count()) == ("handbag", 0)


def test_a_robot_opens_and_sends_nothing(client: Client) -> None:
    client.post("/sell/", {"kind": "watch", "website": "https://spam.example"})
    assert not Submission.objects.exists()
    draft = with_pictures(a_draft())
    told = {"name": "Clara", "email": "clara@example.com", "website": "x"}
    client.post(page_of(draft, "reach/"), told)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not Mail.objects.exists()


def test_the_link_to_go_on_with_is_mailed_once_a_day(client: Client) -> None:
    draft = a_draft()
    for _ in range(2):
        client.post(page_of(draft, "later/"), {"email": "clara@example.com"})
    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == ("sell_later", "clara@example.com")
    assert page_of(draft) in mail.text
    assert client.get(page_of(draft)).status_code == 200


def test_asked_for_more_she_sends_them_from_the_same_page(client: Client) -> None:
    sent = a_submission()
    states.move(sent.pk, "asked", said="The stamp, please.")
    assert "The stamp, please." in client.get(page_of(sent)).content.decode()
    assert client.post(page_of(sent), {"kind": "handbag", "shot-stamp": a_file(4)})["Location"].startswith(
        "/sell/sent/"
    )
    sent.refresh_from_db()
    assert sent.state == "sent"


@pytest.mark.parametrize("shots", [("front",), ("front", "back", "stamp", "wear", "more", "more", "more")])
@pytest.mark.parametrize(("step", "queries"), [("", 3), ("questions/", 4), ("reach/", 3), ("photos/", 2)])
def test_a_draft_s_pages_cost_the_same_however_many_pictures(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    step: str,
    queries: int,
    shots: tuple[str, ...],
) -> None:
    draft = with_pictures(a_draft(), *shots)
    client.get(page_of(draft, step))
    with django_assert_num_queries(queries):
        assert client.get(page_of(draft, step)).status_code == 200
