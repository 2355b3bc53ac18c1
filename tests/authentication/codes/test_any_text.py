"""Whatever is typed: decoding answers and never raises, and its years make sense."""

from hypothesis import given, settings
from hypothesis import strategies as st

from authentication.codes.decoding import decode, houses
from authentication.codes.plausibility import Claim, judge
from authentication.codes.texts import LONGEST

# Signs that look like codes find more than arbitrary Unicode does; both are tried.
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -/.()[]○□^=", max_size=12)
TEXTS = st.one_of(CODES, st.text(max_size=LONGEST + 20))
HOUSES = st.one_of(st.sampled_from(houses()), st.text(max_size=20))
YEARS = st.one_of(st.none(), st.integers(min_value=-1, max_value=100_000))


@settings(max_examples=600)
@given(house=HOUSES, text=TEXTS)
def test_any_text_is_answered(house: str, text: str) -> None:
    decoding = decode(house, text)
    assert bool(decoding.readings) != bool(decoding.refusals)
    for reading in decoding.readings:
        assert 1900 <= (reading.first or 1926) <= (reading.last or 9999) <= 9999
        assert all(len(place) == 2 for place in reading.countries)
        assert reading.says.endswith(".")


@settings(max_examples=300)
@given(
    house=HOUSES, text=TEXTS, year=YEARS, style=st.text(max_size=20), place=st.sampled_from(["", "FR", "XX"])
)
def test_any_claim_is_judged(house: str, text: str, year: int | None, style: str, place: str) -> None:
    claim = Claim(house, style=style, year=year, made_in=place, material=style)
    assert judge(decode(house, text), claim).why != ""


@settings(max_examples=200)
@given(
    text=st.sampled_from(["SP0956", "DU3009", "874VI", "836"]),
    signs=st.lists(st.sampled_from(" -./"), max_size=6),
)
def test_blanks_and_hyphens_mean_nothing(text: str, signs: list[str]) -> None:
    written = "".join(sign + letter for sign, letter in zip(text, [*signs, *[""] * 9], strict=False))
    assert decode("louis-vuitton", written) == decode("louis-vuitton", text)
