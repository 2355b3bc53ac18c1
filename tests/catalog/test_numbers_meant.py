"""A mistyped item number still leads to the piece: of all slips, only right numbers are offered."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.numbers import meant_by, number_from, read_number

NUMBERS = st.integers(100_000, 9_999_999).map(number_from)


@given(NUMBERS, st.data())
def test_a_slip_of_one_digit_leads_back(number: str, data: st.DataObject) -> None:
    digits = number.replace("P", "").replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    typed = digits[:place] + other + digits[place + 1 :]
    meant = meant_by(f"P-{typed[:-1]}-{typed[-1]}")
    assert number in meant
    assert all(read_number(one) == one for one in meant)
    assert len(meant) <= 2 * len(digits) - 1


@given(NUMBERS, st.data())
def test_swapped_neighbours_lead_back(number: str, data: st.DataObject) -> None:
    digits = number.replace("P", "").replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 2))
    typed = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if typed != digits:
        assert number in meant_by(f"p{typed}")


def test_words_mean_no_number() -> None:
    assert [meant_by(text) for text in ("", "birkin 30", "P-1-1", "12345678901234")] == [[], [], [], []]
