"""What is typed as a measurement, read: numbers, fractions, units; what can mean two things is asked about."""

from decimal import Decimal

import pytest

from authentication.measures.listed import Listed
from authentication.measures.reading import Measured, NotAMeasure, read
from authentication.measures.units import converted


@pytest.mark.parametrize(
    ("asks", "text", "value", "unit"),
    [
        ("measure", "302", "302", "mm"),
        ("measure", " 30.2 cm ", "30.2", "cm"),
        ("measure", "30,2cm", "30.2", "cm"),
        ("measure", "11 7/8 in", "11.875", "in"),
        ("measure", "11⅞”", "11.875", "in"),
        ("measure", "½ inch", "0.5", "in"),
        ("measure", '12"', "12", "in"),
        ("measure", "36.125 Millimeters", "36.125", "mm"),
        ("weight", "812", "812", "g"),
        ("weight", "0.812 kg", "0.812", "kg"),
        ("weight", "28.6 oz.", "28.6", "oz"),
        ("weight", "3 carats", "3", "ct"),
        ("carat", "2.41", "2.41", "ct"),
        ("carat", "0.482 g", "0.482", "g"),
    ],
)
def test_a_number_with_its_unit(asks: str, text: str, value: str, unit: str) -> None:
    assert read(text, asks) == Measured(Decimal(value), unit)


@pytest.mark.parametrize(
    ("asks", "text", "why"),
    [
        ("measure", "thirty", "A number is wanted, such as 302 mm, 30.2 cm or 11 7/8 in."),
        ("measure", "about 30 cm", "A number is wanted, such as 302 mm, 30.2 cm or 11 7/8 in."),
        ("measure", "-3 cm", "A number is wanted, such as 302 mm, 30.2 cm or 11 7/8 in."),
        ("weight", "1,250 g", "That comma can mean two things: write 1250 or 1.250."),
        ("measure", "30 g", "“g” doesn't fit here: write it in mm, cm or in."),
        ("carat", "2 oz", "“oz” doesn't fit here: write it in ct or g."),
        (
            "measure",
            "30 x 22 cm",
            "One number with its unit is wanted, such as 302 mm, 30.2 cm or 11 7/8 in. The rest goes into the note.",
        ),
        (
            "measure",
            "30-31 cm",
            "One number with its unit is wanted, such as 302 mm, 30.2 cm or 11 7/8 in. The rest goes into the note.",
        ),
        ("measure", "0 cm", "0 cm can't be: look at the number and its unit."),
        ("measure", "501 cm", "501 cm can't be: look at the number and its unit."),
        ("weight", "51 kg", "51 kg can't be: look at the number and its unit."),
    ],
)
def test_what_is_no_measurement_is_told_why(asks: str, text: str, why: str) -> None:
    with pytest.raises(NotAMeasure) as refused:
        read(text, asks)
    assert str(refused.value) == why


def test_units_by_definition() -> None:
    assert converted(Decimal("11.875"), "in", "cm") == Decimal("30.1625")
    assert converted(Decimal(5), "ct", "g") == 1
    with pytest.raises(ValueError, match="in is no weight"):
        converted(Decimal(1), "in", "g")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30.5 cm", "It agrees with what is on record: width 30 cm, to within 0.5 cm."),
        ("29.5 cm", "It agrees with what is on record: width 30 cm, to within 0.5 cm."),
        ("306 mm", "On record: width 30 cm, to within 0.5 cm. This is 0.6 cm more."),
        ("11 in", "On record: width 30 cm, to within 0.5 cm. This is 2.06 cm less."),
    ],
)
def test_two_figures_agree_within_the_tolerance(text: str, said: str) -> None:
    listed = Listed("Width", Decimal(30), "cm", Decimal("0.5"))
    assert listed.compared(read(text, "measure")) == said
