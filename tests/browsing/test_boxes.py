"""The boxes of a filter: what can be ticked, with its count, in markup that no name of the vocabulary can break."""

from lxml import html

from catalog.browsing.boxes import facet_html
from catalog.browsing.facets import Facet, Option

HOSTILE = "<script>alert('x')</script>\"&"


def a_box(label: str = "Hermès", *, value: str = "hermes", count: int = 1, checked: bool = False) -> Option:
    return Option("designer", value, label, count, checked)


def test_a_group_is_this_markup() -> None:
    colours = (
        Option("colour", "Black", "Black", 1_234, True, "#111111"),
        Option("colour", "Gold", "Gold", 1, False),
    )
    assert facet_html(Facet("colour", "Colour", colours)) == (
        "<details open><summary>Colour</summary>"
        '<label class="pick"><input type="checkbox" name="colour" value="Black" checked>'
        '<svg class="swatch" viewBox="0 0 18 18" aria-hidden="true"><circle cx="9" cy="9" r="9" fill="#111111"/></svg>'
        '<span>Black</span><span>1,234<span class="unseen"> pieces</span></span></label>\n'
        '<label class="pick"><input type="checkbox" name="colour" value="Gold">'
        '<span>Gold</span><span>1<span class="unseen"> piece</span></span></label></details>'
    )


def test_the_rest_is_folded_away_and_a_ticked_box_is_not() -> None:
    boxes = tuple(a_box(str(n), value=str(n), checked=n == 9) for n in range(10))
    group = html.fromstring(facet_html(Facet("year", "Year", boxes)))
    (rest,) = group.find_class("rail-more")
    assert rest.findtext("summary") == "3 more"
    assert [box.get("value") for box in rest.iter("input")] == ["6", "7", "8"]
    assert len(list(group.iter("input"))) == 10


def test_no_name_is_markup() -> None:
    boxes = (a_box(HOSTILE, value=HOSTILE), Option("colour", "a", "a", 1, False, HOSTILE))
    group = html.fromstring(facet_html(Facet("designer", "Designer", boxes)))
    assert not list(group.iter("script"))
    hers = next(group.iter("input"))
    assert dict(hers.attrib) == {"type": "checkbox", "name": "designer", "value": HOSTILE}
    assert str(hers.getparent().text_content()) == f"{HOSTILE}1 piece"
    assert [circle.get("fill") for circle in group.iter("circle")] == [HOSTILE]
