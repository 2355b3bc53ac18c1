"""How a code is typed, house by house: shown beside the form."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    house: str
    typed: str
    means: str


EXAMPLES = (
    Example("Hermès", "X", "a letter alone, with the craftsman's marks after a blank"),
    Example("Hermès", "(X)", "a letter in a circle"),
    Example("Hermès", "[X]", "a letter in a square"),
    Example("Hermès", "^", "the mark of a skin; also .. and = and □, or the word horseshoe"),
    Example("Chanel", "12345678", "six to eight digits; 12XXXXXX if the rest is hidden"),
    Example("Chanel", "18C", "a season on a price tag"),
    Example("Louis Vuitton", "SP0956", "a date code of any years; none or chip if there is none to see"),
    Example("Rolex", "K123456", "a serial; OP9 for the code of a clasp"),
    Example("Patek Philippe", "5711/1A", "a reference with its letter"),
    Example("Dior", "01-BO-0192", "a date code"),
    Example("Celine", "SA1102", "a date code, or the name as stamped"),
    Example("Cartier, Van Cleef", "Cartier 750 AB1234", "the whole engraving; the fineness is read"),
)
