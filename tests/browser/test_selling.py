"""The sell form on a phone: the network cut in the middle of the pictures, the tab closed, and what she had to type."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from consignment.models import Submission, SubmissionPhoto
from consignment.submissions import links, sending, states
from portero.core.mail.models import Mail
from tests.browser.conftest import no_violations
from tests.consignment.conftest import private
from tests.factories.catalog import a_designer
from tests.factories.submissions import a_draft, a_picture, with_pictures

__all__ = ["private"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]
SHOTS = ["front", "threequarter", "back", "base", "inside", "stamp", "clasp", "wear"]
UPLOADS = re.compile(r"/photos/$")


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    """Nine pictures in her telephone."""
    paths = [tmp_path / f"IMG_{n}.jpg" for n in range(9)]
    for n, path in enumerate(paths):
        path.write_bytes(a_picture(n).read())
    return [str(path) for path in paths]


def digest_of(photo: str) -> str:
    """As the shop keeps it of what was sent."""
    return sha256(Path(photo).read_bytes()).hexdigest()


def take(page: Page, shot: str, photo: str) -> None:
    """One tap on its outline; the camera does the rest."""
    page.locator(f'[data-kind="handbag"] [name="shot-{shot}"]').set_input_files(photo)


def sent_pictures(page: Page, count: int) -> None:
    """Wait until the shop has so many of them."""
    expect(page.locator("[data-count]")).to_have_text(f"{count} of 9")
    expect(page.locator("[data-status]")).to_have_text("pictures taken", timeout=20_000)


def lost(context: BrowserContext) -> None:
    """The network is gone in the middle of an upload: it reaches the shop, the answer never comes back."""

    def cut(route: Route) -> None:
        route.fetch()
        route.abort("internetdisconnected")
        context.set_offline(True)

    context.route(UPLOADS, cut, times=1)


class Hand:
    """Counts what she types, chooses and taps."""

    def __init__(self, page: Page) -> None:
        self.page, self.fields, self.photos = page, 0, 0

    def take(self, shot: str, photo: str) -> None:
        take(self.page, shot, photo)
        self.photos += 1

    def type(self, label: str, text: str) -> None:
        self.page.locator("#sell").get_by_label(label).fill(text)
        self.fields += 1

    def tick(self, label: str) -> None:
        self.page.locator("#sell").get_by_label(label).check()
        self.fields += 1


def answer_everything(page: Page, hand: Hand) -> None:
    """Every question that has to be answered, and those that most people answer."""
    page.get_by_role("button", name="Next, the questions").click()
    hand.type("Designer", "Hermès")
    hand.type("Style", "Kelly 28")
    hand.type("Its condition, in your words", "Light marks on two corners.")
    hand.tick("Box")
    hand.tick("Dust bag")
    hand.type("What do you hope for?", "9,500")
    page.get_by_role("button", name="Next, how we reach you").click()
    hand.type("Name", "Clara Whitfield")
    hand.type("E-mail", "clara@example.com")
    page.get_by_role("button", name="Send it to us").dblclick()


def confirm_by_mail(page: Page, shop: str) -> None:
    """The link of the one mail that went out, and its button."""
    link = re.search(r"/sell/confirm/\S+", Mail.objects.get().text)
    assert link
    page.goto(f"{shop}{link[0]}")
    page.get_by_role("button", name="Yes, send it to Portero").click()
    expect(page.get_by_role("heading", name="It is with our specialists")).to_be_visible()


def test_the_network_is_cut_in_the_middle_and_it_arrives_once(
    live_server: LiveServer, visit_quietly: Callable[..., Page], photos: list[str]
) -> None:
    a_designer("Hermès")
    page = visit_quietly("phone")
    hand = Hand(page)
    page.goto(f"{live_server}/sell/")
    for shot, photo in zip(SHOTS[:3], photos, strict=False):
        hand.take(shot, photo)
    sent_pictures(page, 3)
    lost(page.context)
    for shot, photo in zip(SHOTS[3:], photos[3:], strict=False):
        hand.take(shot, photo)
    expect(page.locator("[data-status]")).to_contain_text("kept here until there is a connection")
    expect(page.locator("[data-count]")).to_have_text("8 of 9")
    page.context.set_offline(False)
    sent_pictures(page, 8)
    assert sorted(SubmissionPhoto.objects.values_list("shot", flat=True)) == sorted(SHOTS)

    answer_everything(page, hand)
    expect(page.get_by_role("heading", name="One step is left")).to_be_visible()

    assert hand.fields + 1 <= 12  # with what it is, which was chosen already
    assert hand.photos == 8
    submission = Submission.objects.get()
    expect(page.get_by_text(submission.number)).to_be_visible()
    assert (submission.state, submission.photos.count()) == ("unconfirmed", 8)
    confirm_by_mail(page, str(live_server))
    assert list(Mail.objects.order_by("pk").values_list("kind", flat=True)) == [
        "sell_confirm",
        "sell_received",
    ]


def test_the_tab_is_closed_and_opened_again_and_nothing_is_lost(
    live_server: LiveServer, visit_quietly: Callable[..., Page], photos: list[str]
) -> None:
    page = visit_quietly("phone")
    context = page.context
    page.goto(f"{live_server}/sell/")
    take(page, "front", photos[0])
    sent_pictures(page, 1)
    context.set_offline(True)
    for shot, photo in zip(SHOTS[1:], photos[1:], strict=False):
        take(page, shot, photo)
    expect(page.locator("[data-count]")).to_have_text("8 of 9")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{live_server}/sell/")
    sent_pictures(again, 8)
    assert again.url.endswith(f"/sell/draft/{links.draft_token(Submission.objects.get())}/")
    assert sorted(SubmissionPhoto.objects.values_list("shot", flat=True)) == sorted(SHOTS)


def test_without_a_network_from_the_start_the_first_pictures_wait_too(
    live_server: LiveServer, visit_quietly: Callable[..., Page], photos: list[str]
) -> None:
    page = visit_quietly("phone")
    context = page.context
    page.goto(f"{live_server}/sell/")
    context.set_offline(True)
    take(page, "front", photos[0])
    expect(page.locator("[data-count]")).to_have_text("1 of 9")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{live_server}/sell/")
    sent_pictures(again, 1)
    assert SubmissionPhoto.objects.get().shot == "front"


def test_without_a_network_what_was_typed_stays_on_the_page(
    live_server: LiveServer, visit_quietly: Callable[..., Page]
) -> None:
    draft = a_draft(designer="")
    page = visit_quietly("phone")
    page.goto(f"{live_server}/sell/draft/{links.draft_token(draft)}/questions/")
    page.context.set_offline(True)
    page.locator("#sell").get_by_label("Designer").fill("Chanel")
    page.get_by_role("button", name="Next, how we reach you").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Next, how we reach you").click()
    expect(page.get_by_role("heading", name="How do we reach you?")).to_be_visible()
    draft.refresh_from_db()
    assert draft.designer == "Chanel"


def test_nine_from_the_library_fill_the_list_in_order(
    live_server: LiveServer, visit: Callable[..., Page], photos: list[str]
) -> None:
    page = visit("phone")
    page.goto(f"{live_server}/sell/")
    page.get_by_label("Choose several from your library").set_input_files(photos)
    sent_pictures(page, 9)
    by_shot = dict(SubmissionPhoto.objects.values_list("shot", "digest"))
    assert set(by_shot) == {*SHOTS, "included"}
    assert list(map(digest_of, photos)) == [by_shot[shot] for shot in (*SHOTS, "included")]
    expect(page.locator(".shot-list:visible .shot-frame img")).to_have_count(9)
    no_violations(page)


def test_she_says_that_it_is_a_watch_and_goes_back_and_forward(
    live_server: LiveServer, visit_quietly: Callable[..., Page], photos: list[str]
) -> None:
    page = visit_quietly("phone")
    page.goto(f"{live_server}/sell/")
    take(page, "base", photos[0])
    sent_pictures(page, 1)
    page.get_by_role("radio", name="Watch").check()
    expect(page.get_by_text("Case back", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Take it away")).to_be_visible()
    page.get_by_role("button", name="Next, the questions").click()
    page.locator("#sell").get_by_label("Style").fill("Datejust 36")
    page.locator("#sell").get_by_label("Style").blur()
    page.go_back()
    expect(page.get_by_role("radio", name="Watch")).to_be_checked()
    page.get_by_role("button", name="Take it away").click()
    expect(page.locator("[data-count]")).to_have_text("0 of 9")
    page.go_forward()
    expect(page.locator("#sell").get_by_label("Style")).to_have_value("Datejust 36")
    page.get_by_role("button", name="Next, how we reach you").click()
    expect(page.get_by_text("Which house made it?")).to_be_visible()
    expect(page.locator("#sell").get_by_label("Designer")).to_be_focused()
    assert not SubmissionPhoto.objects.exists()


def test_what_is_no_picture_is_refused_beside_the_list(
    live_server: LiveServer, visit_quietly: Callable[..., Page], tmp_path: Path
) -> None:
    letter = tmp_path / "IMG_1.jpg"
    letter.write_bytes(b"%PDF-1.7 not a picture")
    page = visit_quietly("phone")
    page.goto(f"{live_server}/sell/")
    take(page, "front", str(letter))
    expect(page.get_by_role("alert")).to_have_text(
        "Front: It is a PDF. Send the photographs in it as JPEG, HEIC, PNG, WebP, AVIF or TIFF."
    )
    expect(page.locator("[data-count]")).to_have_text("0 of 9")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_violation(scheme: str, live_server: LiveServer, visit: Callable[..., Page]) -> None:
    draft, asked = with_pictures(a_draft(), "front", "more"), with_pictures(a_draft())
    waits = sending.send(with_pictures(a_draft()).pk, user=AnonymousUser())
    sending.confirm(sending.send(asked.pk, user=AnonymousUser()).pk, user=AnonymousUser())
    states.move(asked.pk, "asked", said="The stamp, please.")
    page = visit("desk", color_scheme=scheme)
    token, more = links.draft_token(draft), links.draft_token(asked)
    paths = [f"/sell/draft/{token}/{step}" for step in ("", "questions/", "reach/")]
    paths += [
        "/sell/",
        f"/sell/draft/{more}/",
        f"/sell/sent/{more}/",
        f"/sell/sent/{links.draft_token(waits)}/",
    ]
    paths.append(f"/sell/confirm/{links.confirm_link(waits).split('/')[-2]}/")
    for path in paths:
        page.goto(f"{live_server}{path}")
        page.wait_for_load_state("networkidle")
        no_violations(page)


def test_a_picture_from_a_form_without_javascript_arrives(
    live_server: LiveServer, visit: Callable[..., Page], photos: list[str]
) -> None:
    page = visit("phone", java_script_enabled=False)
    page.goto(f"{live_server}/sell/")
    page.get_by_role("radio", name="Jewelry").check()
    expect(page.get_by_text("Hallmarks", exact=True)).to_be_visible()
    page.locator('[data-kind="jewelry"] [name="shot-front"]').set_input_files(photos[0])
    page.get_by_role("button", name="Next, the questions").click()
    expect(page.get_by_role("heading", name="What do you know of it?")).to_be_visible()
    assert (Submission.objects.get().kind, SubmissionPhoto.objects.get().shot) == ("jewelry", "front")
