"""The reference is found however people and banks write it, and nothing else is."""

import random

from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm

from orders.order.models import Order
from orders.payments.wire_reference import order_numbers_in, reference_of

digits = st.integers(1_000_000, 9_999_999).map(lambda n: f"{n}{damm.calc_check_digit(str(n))}")
between = st.text(alphabet=" -./\n_·", max_size=2)
around = st.text(alphabet="abcxyz ,.:;\n#ÄÖ", max_size=30)


@given(digits, st.lists(between, min_size=10, max_size=10), around, around, st.integers(0, 2**32))
def test_found_in_free_text_however_it_is_written(
    number: str, gaps: list[str], before: str, after: str, seed: int
) -> None:
    written = "".join(letter + gap for letter, gap in zip("PW" + number, [*gaps, ""], strict=False))
    dice = random.Random(seed)
    written = "".join(dice.choice([letter.lower(), letter.upper()]) for letter in written)
    assert order_numbers_in(f"{before} {written} {after}") == [f"R-{number}"]


@given(digits, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_no_reference(number: str, at: int, more: int) -> None:
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert order_numbers_in(f"PW-{wrong}") == []


@given(digits, st.integers(0, 6))
def test_two_digits_that_changed_places_are_no_reference(number: str, at: int) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert order_numbers_in(f"PW-{swapped}") == ([f"R-{number}"] if swapped == number else [])


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert all(damm.is_valid(number.removeprefix("R-")) for number in order_numbers_in(text))


def test_a_longer_number_is_another_number() -> None:
    number = "1234567" + damm.calc_check_digit("1234567")
    assert order_numbers_in(f"PW-{number}0") == []
    assert order_numbers_in(f"PW-{number} PW-{number}") == [f"R-{number}"]


def test_it_is_the_order_number_under_another_name() -> None:
    assert reference_of(Order(number="R-67000118")) == "PW-67000118"
