"""A code against the claim: the sentence a reviewer reads, and how much it weighs."""

import pytest

from authentication.codes.plausibility import Claim, Fit
from authentication.codes.reading_for import claim_of, read_against, read_for
from tests.factories import catalog as make


@pytest.mark.parametrize(
    ("claim", "text", "fit", "why"),
    [
        (
            Claim("hermes", year=2002),
            "[F]",
            Fit.PLAUSIBLE,
            "The code says 2002, and 2002 is claimed.",
        ),
        (
            Claim("hermes", year=2004),
            "[F]",
            Fit.DOUBTFUL,
            "The code says 2002, but 2004 is claimed, 2 years away.",
        ),
        (
            Claim("hermes", year=2015),
            "[F]",
            Fit.IMPOSSIBLE,
            "The code says 2002, but 2015 is claimed, 13 years away.",
        ),
        # A bare letter stands for two years: the one that fits counts.
        (
            Claim("hermes", year=2017),
            "A",
            Fit.PLAUSIBLE,
            "The code says 2017, and 2017 is claimed.",
        ),
        (
            Claim("hermes", style="Birkin 30"),
            "V",
            Fit.DOUBTFUL,
            "Birkin 30 was first made in 1984, but the code says 1966.",
        ),
        (
            Claim("hermes", year=2024),
            "W",
            Fit.DOUBTFUL,
            (
                "The letter W alone stands for 2024. Since 2015 the letters don't follow the alphabet. "
                "Guides contradict each other."
            ),
        ),
        (
            Claim("hermes", year=2002, material="Alligator"),
            "[F] ^",
            Fit.IMPOSSIBLE,
            "The mark ^ stands for Crocodylus porosus. Alligator is claimed.",
        ),
        (
            Claim("hermes", year=2002, material="Porosus crocodile"),
            "[F] ^",
            Fit.PLAUSIBLE,
            "The code says 2002, and 2002 is claimed.",
        ),
        (
            Claim("hermes", material="Togo"),
            "^",
            Fit.DOUBTFUL,
            "The mark ^ stands for Crocodylus porosus. Togo is claimed.",
        ),
        # Guides differ by a year about Chanel's series.
        (
            Claim("chanel", year=2010),
            "12345678",
            Fit.PLAUSIBLE,
            "The code says 2008 to 2009, and 2010 is claimed.",
        ),
        (
            Claim("chanel", style="Boy Old Medium"),
            "2123456",
            Fit.DOUBTFUL,
            "Boy Old Medium was first made in 2011, but the code says 1991 to 1994.",
        ),
        (
            Claim("chanel"),
            "45123456",
            Fit.IMPOSSIBLE,
            "There is no series 45 of 8 digits: series 0 to 9 have seven, 10 to 31 eight.",
        ),
        (
            Claim("louis-vuitton", year=1996, made_in="FR"),
            "SP0956",
            Fit.PLAUSIBLE,
            "The code says 1996, and 1996 is claimed.",
        ),
        (
            Claim("louis-vuitton", year=2009, made_in="IT"),
            "DU3009",
            Fit.DOUBTFUL,
            "The piece says made in Italy, but the factory's letters stand for France.",
        ),
        (
            Claim("louis-vuitton", style="Neverfull MM"),
            "SP0956",
            Fit.DOUBTFUL,
            "Neverfull MM was first made in 2007, but the code says 1996.",
        ),
        (
            Claim("rolex", year=2000),
            "K123456",
            Fit.PLAUSIBLE,
            "The code says 2001 to 2002, and 2000 is claimed.",
        ),
        (
            Claim("dior", year=1998),
            "01-BO-0192",
            Fit.DOUBTFUL,
            "The code says 2012, but 1998 is claimed, 14 years away.",
        ),
        (
            Claim("patek-philippe", material="Rose gold"),
            "5711/1A",
            Fit.DOUBTFUL,
            "The letter A after the reference stands for a case of steel. Rose gold is claimed.",
        ),
        (
            Claim("cartier", material="Stainless steel"),
            "Cartier 750",
            Fit.IMPOSSIBLE,
            "750 means gold of 750 parts in a thousand. Stainless steel is claimed.",
        ),
        (Claim("nobody"), "X1", Fit.UNKNOWN, "We hold no facts about this designer's codes."),
        (
            Claim("rolex", year=2015),
            "XY3",
            Fit.DOUBTFUL,
            "No guide lists the clasp letters XY.",
        ),
    ],
)
def test_verdicts(claim: Claim, text: str, fit: Fit, why: str) -> None:
    verdict = read_against(claim, text).verdict
    assert (verdict.fit, verdict.why) == (fit, why)


def test_nothing_claimed_is_nothing_to_compare() -> None:
    verdict = read_against(Claim("chanel"), "12345678").verdict
    assert (verdict.fit.word, verdict.why) == (
        "unknown",
        "Series 12 was used from 2008 to 2009. There is nothing claimed to compare it with.",
    )


@pytest.mark.django_db
def test_the_catalogue_is_the_claim() -> None:
    item = make.draft_item(year=2002, made_in="FR")
    claim = claim_of(item)
    assert (claim.designer, claim.year, claim.made_in) == (item.designer.slug, 2002, "FR")
    assert read_for(item, "nonsense that no house stamps").verdict.why != ""
