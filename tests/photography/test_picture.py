"""A photograph as HTML: which files are offered, in which widths, and that nothing is asked for it."""

import pytest
from django.template import Context, Template
from lxml import html
from pytest_django import DjangoAssertNumQueries

from catalog.photography.names import renditions, widths_up_to
from catalog.photography.picture import address, photo_url, picture

NAME = "items/c0ffee.webp"


def test_widths_are_never_upscaled() -> None:
    assert widths_up_to(800) == (160, 320, 480, 640, 800)
    assert widths_up_to(640) == (160, 320, 480, 640)
    assert widths_up_to(100) == (100,)
    assert widths_up_to(5_000) == (160, 320, 480, 640, 960, 1280, 1600, 2400)
    assert widths_up_to(0) == ()


def test_every_rendition_has_a_name_that_follows_from_the_stored_one() -> None:
    assert [name for _, _, name in renditions(NAME, 200)] == [
        f"items/c0ffee/v1-{width}.{ending}" for width in (160, 200) for ending in ("avif", "webp", "jpg")
    ]


def test_a_card_offers_avif_webp_and_a_jpeg() -> None:
    found = html.fromstring(picture(NAME, 1280, 'Gold "Togo" & <b>', place="card"))
    assert found.tag == "picture"
    kinds = [
        (source.get("type"), source.get("srcset"), source.get("sizes")) for source in found.iter("source")
    ]
    sizes = "(min-width: 60rem) 22rem, (min-width: 40rem) 34vw, 50vw"
    assert kinds == [
        (
            f"image/{ending}",
            (
                f"/media/items/c0ffee/v1-320.{ending} 320w, /media/items/c0ffee/v1-480.{ending} 480w, "
                f"/media/items/c0ffee/v1-640.{ending} 640w"
            ),
            sizes,
        )
        for ending in ("avif", "webp")
    ]
    (image,) = found.iter("img")
    assert dict(image.attrib) == {
        "src": "/media/items/c0ffee/v1-640.jpg",
        "width": "640",
        "height": "800",
        "alt": 'Gold "Togo" & <b>',
        "loading": "lazy",
        "decoding": "async",
    }


def test_the_first_photograph_is_fetched_before_all_others_and_keeps_its_proportion() -> None:
    (image,) = html.fromstring(
        picture(NAME, 1600, place="gallery", width=1800, height=1200, first=True)
    ).iter("img")
    attributes = dict(image.attrib)
    assert (attributes["width"], attributes["height"]) == ("1600", "1067")
    assert (attributes["fetchpriority"], "loading" in attributes) == ("high", False)


def test_without_renditions_the_stored_file_is_shown() -> None:
    assert picture(NAME, 0, "A", css="photo-second") == (
        '<img src="/media/items/c0ffee.webp" width="800" height="1000" alt="A" class="photo-second" '
        'loading="lazy" decoding="async">'
    )
    assert photo_url(NAME, 0, 320) == "/media/items/c0ffee.webp"


def test_nothing_stands_for_no_photograph() -> None:
    assert (picture("", 0), photo_url("", 0), address("")) == ("", "", "")


def test_a_photograph_smaller_than_its_place_is_offered_as_wide_as_it_is() -> None:
    assert "v1-250.avif 250w" in picture(NAME, 250, place="gallery")


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(KeyError):
        picture(NAME, 800, place="wall")


@pytest.mark.parametrize(("at_least", "width"), [(0, 800), (104, 160), (320, 320), (321, 480), (5_000, 800)])
def test_one_address(at_least: int, width: int) -> None:
    assert photo_url(NAME, 800, at_least) == f"/media/items/c0ffee/v1-{width}.jpg"


@pytest.mark.django_db
def test_the_tag_asks_nobody(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    page = Template(
        "{% load photos %}{% for n in many %}{% picture name 800 'A' place='thumb' %}{% endfor %}"
        "{% photo_link name 800 %}"
    )
    with django_assert_num_queries(0):
        shown = page.render(Context({"name": NAME, "many": range(50)}))
    assert shown.count("<picture>") == 50
    assert shown.endswith("http://127.0.0.1:8000/media/items/c0ffee/v1-320.jpg")
