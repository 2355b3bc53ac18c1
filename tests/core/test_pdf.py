"""The PDF wrapper: same data, same bytes; what people typed stays data; no path leaves the folder."""

from pathlib import Path

import pytest

from portero.core import pdf

ODD = 'Zoë #link(1) $x$ *b* _i_ `r` \\ <l> @a = h "q" 山田花子'


@pytest.fixture
def template(tmp_path: Path) -> Path:
    place = tmp_path / "note.typ"
    place.write_text(
        '#import "house.typ": *\n#let d = json("data.json")\n#set document(title: d.name)\n#d.name'
    )
    return place


def test_same_data_same_bytes(template: Path) -> None:
    first, again = (pdf.render(template, {"name": "Claire"}) for _ in range(2))
    assert first.startswith(b"%PDF-")
    assert first == again
    assert first != pdf.render(template, {"name": "Clara"})


def test_what_people_typed_is_never_markup(template: Path) -> None:
    assert pdf.render(template, {"name": ODD}).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["../note.jpg", "/etc/note.jpg", "a/b.jpg", "", ".."])
def test_a_file_lies_beside_the_template_or_nowhere(template: Path, name: str) -> None:
    with pytest.raises(ValueError, match="bare name"):
        pdf.render(template, {"name": "Claire"}, files={name: b"x"})
