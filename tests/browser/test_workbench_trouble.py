"""A cut network, two windows, no script, a telephone, somebody outside the house: nothing that is typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, Route, expect

from authentication.cases import outside, reviewing
from authentication.models import Case, Evidence, Finding
from portero.core.links import token_for
from tests.browser.conftest import no_violations
from tests.browser.keyboard import SHOWN
from tests.browser.test_labels import enter
from tests.factories import authentication as make
from tests.factories import bench

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def case() -> Case:
    return bench.on_the_bench()


def at_the_bench(page: Page, url: Any, case: Case, *, scripted: bool = True) -> Page:
    """Anna, with the piece before her."""
    anna = make.a_reviewer()
    reviewing.begin(case.pk, by=anna)
    enter(page, anna, str(url))
    page.goto(f"{url}/staff/authentication/cases/{case.number}/")
    if scripted:
        expect(page.locator("[data-kept]")).to_have_text("Everything is saved")
    return page


def leather(case: Case) -> Finding | None:
    return Finding.objects.filter(review__case=case, check_made__code="leather").first()


def test_a_cut_network_is_said_and_waited_for(live_server: Any, visit_quietly: Visit, case: Case) -> None:
    page = at_the_bench(visit_quietly("desk"), live_server, case)
    page.keyboard.press("j")
    page.context.set_offline(True)
    page.keyboard.press("2")
    page.keyboard.press("n")
    page.keyboard.type("The grain repeats.")
    kept = page.locator("[data-kept]")
    expect(kept).to_have_text("No connection. One check is kept here and sent when it is back")
    page.locator("[data-current] [data-file]").first.set_input_files([SHOWN])
    expect(page.get_by_text("Kept here until there is a connection")).to_be_visible()
    assert leather(case) is None
    page.context.set_offline(False)
    expect(kept).to_have_text("Everything is saved")
    expect(page.locator("[data-current] [data-picture] img")).to_be_visible()
    finding = leather(case)
    assert finding is not None
    assert (finding.result, finding.note, finding.evidence.count()) == ("concern", "The grain repeats.", 1)


def test_what_never_arrived_is_there_after_a_reload(
    live_server: Any, visit_quietly: Visit, case: Case
) -> None:
    page = at_the_bench(visit_quietly("desk"), live_server, case)

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/checks/**", cut)
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.type("Typed in a tunnel.")
    page.locator("[data-current] [data-file]").first.set_input_files([SHOWN])
    expect(page.locator("[data-kept]")).to_contain_text("No connection")
    page.reload()
    page.unroute("**/checks/**")
    expect(page.locator("#note-leather")).to_have_value("Typed in a tunnel.")
    expect(page.locator("[data-kept]")).to_have_text("Everything is saved")
    expect(page.locator("#check-leather [data-picture]")).to_have_count(1)
    finding = leather(case)
    assert finding is not None
    assert (finding.note, Evidence.objects.count()) == ("Typed in a tunnel.", 1)
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('portero-review')).length")
        == 0
    )


def test_a_lost_answer_is_no_other_window(live_server: Any, visit_quietly: Visit, case: Case) -> None:
    page = at_the_bench(visit_quietly("desk"), live_server, case)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/checks/leather/", swallow, times=1)
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.type("First words")
    expect(page.locator("[data-kept]")).to_contain_text("No connection")
    page.keyboard.type(" and more.")
    expect(page.locator("[data-kept]")).to_have_text("Everything is saved")
    finding = leather(case)
    assert finding is not None
    assert finding.note == "First words and more."


def test_two_windows_ask_instead_of_writing_over(live_server: Any, visit_quietly: Visit, case: Case) -> None:
    first = at_the_bench(visit_quietly("desk"), live_server, case)
    second = first.context.new_page()
    second.goto(first.url)
    for page, words in ((first, "From the first."), (second, "From the second.")):
        page.bring_to_front()
        page.locator("[data-step=leather]").click()
        page.keyboard.press("n")
        page.keyboard.type(words)
        if page is first:
            expect(page.locator("[data-kept]")).to_have_text("Everything is saved")
    expect(second.get_by_text("meanwhile: “From the first.”")).to_be_visible()
    expect(second.locator("#note-leather")).to_have_value("From the second.")
    finding = leather(case)
    assert finding is not None
    assert finding.note == "From the first."
    no_violations(second)
    second.get_by_role("button", name="Keep what stands here").press("Enter")
    expect(second.locator("[data-kept]")).to_have_text("Everything is saved")
    finding.refresh_from_db()
    assert finding.note == "From the second."


def test_single_keys_can_be_switched_off_and_fields_are_left_by_escape(
    live_server: Any, visit: Visit, case: Case
) -> None:
    page = at_the_bench(visit("desk"), live_server, case)
    page.keyboard.press("n")
    page.keyboard.type("jk12?")
    expect(page.locator("#note-outline")).to_have_value("jk12?")
    page.keyboard.press("Escape")
    expect(page.locator("#title-outline")).to_be_focused()
    page.keyboard.press("?")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(page.locator("#check-outline")).to_be_visible()
    expect(page.locator("#check-outline input:checked")).to_have_count(0)
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("#check-outline")).to_be_visible()


def test_without_a_script_it_is_plain_forms(live_server: Any, visit_quietly: Visit, case: Case) -> None:
    browser = visit_quietly("desk", java_script_enabled=False)
    page = at_the_bench(browser, live_server, case, scripted=False)
    check = page.locator("#check-leather")
    check.get_by_label("As it should be").check()
    check.get_by_label("Note").fill("Even grain.")
    check.locator("[data-file]").first.set_input_files([SHOWN])
    check.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/#check-exotic")
    expect(page.locator("#check-leather [data-picture] img")).to_be_visible()
    page.get_by_role("button", name="Submit the review").click()
    expect(page.get_by_text("Exotic skin: no finding yet.").first).to_be_visible()
    check.get_by_label("Note").fill("Even grain, soft.")
    page.get_by_role("button", name="Take away photograph 1").click()
    expect(page.locator("#check-leather [data-picture]")).to_have_count(0)
    finding = leather(case)
    assert finding is not None
    assert (finding.result, finding.note) == ("right", "Even grain, soft.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_outside_authenticator_answers_on_a_telephone(
    live_server: Any, visit: Visit, case: Case, scheme: str
) -> None:
    with transaction.atomic():
        make.reviewed(case, "second_opinion")
        asked = outside.ask(case.pk, make.an_expert(), actor=None)
    page = visit("phone", color_scheme=scheme, has_touch=True)
    page.goto(f"{live_server}/outside/{token_for(outside.KIND, asked.pk)}/")
    expect(page.locator("[data-review][data-live]")).to_be_visible()
    no_violations(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("[data-current] label[data-result=right]").tap()
    page.locator("[data-current] [data-file]").first.set_input_files([SHOWN])
    expect(page.locator("[data-current] [data-picture] img")).to_be_visible()
    page.get_by_role("link", name="Verdict").tap()
    page.locator("#verdict label[data-result=authentic]").tap()
    page.get_by_label("Reason").fill("Every stitch is right.")
    expect(page.locator("[data-missing]")).to_have_text("Nothing is missing.")
    page.get_by_role("button", name="Submit the review").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    no_violations(page)
    assert Case.objects.get(pk=case.pk).state == "passed"


def test_a_photograph_is_dropped_and_pasted(live_server: Any, visit: Visit, case: Case) -> None:
    page = at_the_bench(visit("desk"), live_server, case)
    for kind, colour in (("drop", "#b26a3c"), ("paste", "#3c6ab2")):
        page.evaluate(
            """async ([kind, colour]) => {
              const canvas = Object.assign(document.createElement("canvas"), { width: 240, height: 240 });
              const drawn = canvas.getContext("2d");
              drawn.fillStyle = colour;
              drawn.fillRect(0, 0, 240, 240);
              const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
              const held = new DataTransfer();
              held.items.add(new File([blob], "image.png", { type: "image/png" }));
              const told = { bubbles: true, cancelable: true };
              const event = kind === "drop" ? new DragEvent(kind, { ...told, dataTransfer: held })
                : new ClipboardEvent(kind, { ...told, clipboardData: held });
              document.querySelector("[data-current] h2").dispatchEvent(event);
            }""",
            [kind, colour],
        )
        expect(page.get_by_text("Photograph added")).to_be_attached()
    expect(page.locator("#check-outline [data-picture] img")).to_have_count(2)
    assert Evidence.objects.filter(finding__check_made__code="outline").count() == 2


def test_wheel_and_keys_bring_a_photograph_nearer(live_server: Any, visit: Visit, case: Case) -> None:
    page = at_the_bench(visit("desk"), live_server, case)
    pane = page.locator("[data-pane]").first

    def wide() -> float:
        return float(pane.locator("img").evaluate("image => image.getBoundingClientRect().width"))

    whole = wide()
    page.keyboard.press("+")
    assert round(wide() / whole, 2) == 1.5
    before = pane.locator("img").evaluate("image => image.getBoundingClientRect().top")
    page.keyboard.press("Shift+ArrowDown")
    assert pane.locator("img").evaluate("image => image.getBoundingClientRect().top") == before - 80
    page.keyboard.press("0")
    assert wide() == whole
    pane.hover()
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        f"document.querySelector('[data-pane] img').getBoundingClientRect().width > {whole + 1}"
    )
    page.keyboard.press("b")
    expect(page.locator("[data-pane]")).to_have_count(2)
    expect(page.locator("[data-pane]").nth(1)).to_be_visible()


def test_a_review_that_is_over_says_so(live_server: Any, visit_quietly: Visit, case: Case) -> None:
    page = at_the_bench(visit_quietly("desk"), live_server, case)
    reviewing.hand_back(case.reviews.get().pk)
    page.keyboard.press("n")
    page.keyboard.type("Too late.")
    expect(page.locator("[data-kept]")).to_contain_text("This review is over")
    page.locator("[data-current] [data-file]").first.set_input_files([SHOWN])
    expect(page.get_by_text("seen.jpg: This review is over.")).to_be_visible()
    assert not Evidence.objects.exists()
