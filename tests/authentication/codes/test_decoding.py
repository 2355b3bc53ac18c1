"""Every scheme of every house, by examples with exact years, places and refusals."""

import pytest

from authentication.codes import facts
from authentication.codes.decoding import decode, houses
from authentication.codes.readings import Status


@pytest.mark.parametrize(
    ("designer", "text", "years"),
    [
        ("Hermès", "A", ["1945", "2017"]),
        ("Hermès", "a alone", ["1945", "2017"]),
        ("Hermès", "R", ["1962", "2014"]),
        ("Hermès", "V", ["1966"]),
        ("Hermès", "(A)", ["1971"]),
        ("Hermès", "Ⓩ", ["1996"]),
        ("Hermès", "Q in a circle", ["1987"]),
        ("Hermès", "○ M", ["1983"]),
        ("Hermès", "[A] 123 BC", ["1997"]),
        ("hermes", "🄾", ["2011"]),
        ("hermes", "□ R 045 X", ["2014"]),
        ("HERMES", "square F", ["2002"]),
        ("Chanel", "1 23456", ["1984 to 1986"]),
        ("Chanel", "429999", ["1984 to 1986"]),
        ("Chanel", "0123456", ["1986 to 1988"]),
        ("Chanel", "9123456", ["2004 to 2005"]),
        ("Chanel", "10-123456", ["2005 to 2006"]),
        ("Chanel", "31123456", ["2021"]),
        ("Chanel", "12XXXXXX", ["2008 to 2009"]),
        ("Chanel", "A1B2C3D4", ["since 2021"]),
        ("Chanel", "none", ["until 1983", "since 2021"]),
        ("Chanel", "18C", ["2017 to 2018"]),
        ("Chanel", "94A", ["1994"]),
        ("Louis Vuitton", "836", ["1983"]),
        ("Louis Vuitton", "8412", ["1984"]),
        ("Louis Vuitton", "874 VI", ["1987"]),
        ("LV", "8910AN", ["1989"]),
        ("LV", "SP0956", ["1996"]),
        ("LV", "VI1026", ["2006"]),
        ("LV", "DU3009", ["2009"]),
        ("LV", "AAS5231", ["2021"]),
        ("LV", "chip", ["since 2021"]),
        ("LV", "no code", ["until 1981", "since 2021"]),
        ("Rolex", "R123456", ["1987 to 1989"]),
        ("Rolex", "g 123456", ["2009 to 2010"]),
        ("Rolex", "123456", ["1926 to 1987"]),
        ("Rolex", "4A5B6C7D", ["since 2010"]),
        ("Rolex", "OP9", ["2006"]),
        ("Dior", "01-BO-0192", ["2012"]),
        ("Dior", "09-MA-1909", ["1999"]),
        ("Celine", "S-AB-1102", ["2012"]),
        ("Celine", "Céline", ["until 2018"]),
        ("Celine", "CELINE", ["since 2018"]),
        ("YSL", "Saint Laurent Paris", ["since 2012"]),
        ("Bottega Veneta", "114076 VCHA1 2640", ["2001 to 2018"]),
        ("Gucci", "123456 001998", [""]),
        ("Goyard", "ABC 123456", [""]),
        ("Prada", "57", [""]),
        ("Fendi", "hologram", ["since 2000"]),
        ("Balenciaga", "D", ["since 2003"]),
    ],
)
def test_years(designer: str, text: str, years: list[str]) -> None:
    decoding = decode(designer, text)
    assert [reading.years for reading in decoding.readings] == years
    assert decoding.refusals == ()


@pytest.mark.parametrize(
    ("designer", "text", "says"),
    [
        ("Hermès", "[S]", "The letter S in a square has never stood for a year."),
        ("Chanel", "430000", "Serials of six digits begin with 1 to 42."),
        (
            "Chanel",
            "32123456",
            "There is no series 32 of 8 digits: series 0 to 9 have seven, 10 to 31 eight.",
        ),
        (
            "LV",
            "8313",
            "The digits give the month beside the year 1983, and there is no month 13.",
        ),
        ("LV", "830", "The digits give the month beside the year 1983, and there is no month 0."),
        (
            "LV",
            "856",
            "A date code of digits alone is from 1982 to 1984, and this one says 1985.",
        ),
        (
            "LV",
            "844VI",
            "A date code with two letters after the digits is from 1985 to 1989, and this one says 1984.",
        ),
        (
            "LV",
            "SP1936",
            "The digits give the month beside the year 1996, and there is no month 13.",
        ),
        ("LV", "SP5141", "The first and third digit give the week, and there is no week 54."),
        ("LV", "SP0000", "The digits give the month beside the year 2000, and there is no month 0."),
        (
            "LV",
            "SP1232",
            "Two letters and four digits are from 1990 to 2021, and this one says 2022.",
        ),
        ("Rolex", "O123456", "No Rolex serial begins with O."),
        ("Rolex", "OP13", "A clasp code ends with its month, and there is no month 13."),
        (
            "Dior",
            "01-BO-1232",
            "The last four digits give the month and the year 2022, and there is no month 13.",
        ),
        ("Celine", "SA5040", "The digits give the week and the year 2000, and there is no week 54."),
    ],
)
def test_what_the_house_never_made(designer: str, text: str, says: str) -> None:
    decoding = decode(designer, text)
    assert decoding.readings == ()
    assert [(refusal.says, refusal.impossible) for refusal in decoding.refusals] == [(says, True)]


@pytest.mark.parametrize(
    ("designer", "text"),
    [
        ("Hermès", "AB"),
        ("Chanel", "12345"),
        ("LV", "SPAIN"),
        ("Rolex", "XY3"),
        ("Patek", "5711"),
        ("Gucci", "AB12"),
    ],
)
def test_what_we_have_no_facts_about(designer: str, text: str) -> None:
    decoding = decode(designer, text)
    assert decoding.readings == ()
    assert [refusal.impossible for refusal in decoding.refusals] == [False]
    assert decoding.known is True


def test_a_designer_without_facts() -> None:
    decoding = decode("Nobody & Sons", "AB1234")
    assert decoding.known is False
    assert [refusal.says for refusal in decoding.refusals] == [
        "We hold no facts about this designer's codes."
    ]


def test_a_factory_code_used_in_two_countries() -> None:
    (reading,) = decode("Louis Vuitton", "FH1000").readings
    assert reading.countries == ("IT", "US")
    assert reading.country_status is Status.AGREED
    assert reading.says == "October 2000. Factory FH: Italy (one guide only) or United States."


def test_an_unlisted_factory_makes_a_reading_uncertain() -> None:
    (reading,) = decode("Louis Vuitton", "ZZ1111").readings
    assert (reading.years, reading.countries, reading.status) == ("2011", (), Status.UNVERIFIED)


def test_letters_that_guides_contradict_each_other_about() -> None:
    statuses = {
        letter: [r.status for r in decode("Hermès", letter).readings if r.first and r.first > 2023]
        for letter in "WEKO"
    }
    assert statuses == {letter: [Status.CONFLICT] for letter in "WEKO"}


@pytest.mark.parametrize(
    ("text", "material"),
    [("^", "porosus"), ("..", "niloticus"), ("□", "alligator"), ("–", "lizard"), ("double dash", "lizard")],
)
def test_skin_marks_of_hermes(text: str, material: str) -> None:
    assert [reading.material for reading in decode("Hermès", text).readings] == [material]


def test_a_letter_with_its_skin_mark_is_read_twice() -> None:
    letter, skin = decode("Hermès", "[F] ^").readings
    assert (letter.years, skin.says) == ("2002", "The mark ^ stands for Crocodylus porosus.")


def test_the_horseshoe_is_a_special_order() -> None:
    assert decode("Hermès", "horseshoe").readings[0].says == "The horseshoe marks a special order."


@pytest.mark.parametrize(
    ("designer", "text", "metal"),
    [
        ("Patek Philippe", "5711/1A-010", "steel"),
        ("Patek Philippe", "5980R", "rose gold"),
        ("Cartier", "Cartier 750 17 AB1234", "gold"),
        ("Van Cleef & Arpels", "VCA Pt 950 BL123", "platinum"),
        ("Louis Vuitton", "750", "gold"),
        ("Anybody", "18K", "gold"),
        ("Anybody", "Ag925", "silver"),
    ],
)
def test_metals(designer: str, text: str, metal: str) -> None:
    assert decode(designer, text).readings[0].material == metal


def test_every_fact_of_the_tables_can_be_read() -> None:
    frames = {"none": "{}", "circle": "({})", "square": "[{}]"}
    for (letter, frame), spans in facts.hermes_letters().items():
        years = [reading.first for reading in decode("hermes", frames[frame].format(letter)).readings]
        assert years == [span.first for span in spans]
    for (digits, series), span in facts.chanel_series().items():
        (reading,) = decode("chanel", f"{series}{'1' * 6}").readings
        assert (reading.first, reading.last, len(f"{series}{'1' * 6}")) == (span.first, span.last, digits)
    for code, places in facts.vuitton_factories().items():
        (reading,) = decode("louis-vuitton", f"{code}1010").readings
        assert reading.countries == tuple(place.country for place in places)
    for letter, span in facts.rolex_prefixes().items():
        assert [r.first for r in decode("rolex", f"{letter}123456").readings] == [span.first]
    for letters, span in facts.rolex_clasps().items():
        assert [r.first for r in decode("rolex", f"{letters}12").readings] == [span.first]


def test_how_many_facts_there_are() -> None:
    assert sum(map(len, facts.hermes_letters().values())) == 84
    assert len(facts.chanel_series()) == 32
    assert sum(map(len, facts.vuitton_factories().values())) == 95
    assert (len(facts.rolex_prefixes()), len(facts.rolex_clasps())) == (20, 11)
    assert len(houses()) == 16
