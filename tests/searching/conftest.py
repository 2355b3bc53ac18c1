"""A small shop to search in: a few houses, one of each kind of thing that words can mean."""

import pytest

from catalog.models import Item
from tests.factories.catalog import a_designer, listed_item


@pytest.fixture
def shop() -> dict[str, Item]:
    """Pieces by a short name."""
    a_designer("Louis Vuitton", aliases=["LV"])
    a_designer("Saint Laurent", aliases=["YSL"])
    a_designer("Chanel")
    return {
        "birkin": listed_item(price=18_900, size="30", year=2021),
        "noe": listed_item(
            designer="Louis Vuitton", style="Noé", title="Noé in black leather", colour="Black", material="Leather",
            hardware="Gold plated", category="Handbags", price=1_180,
        ),
        "wallet": listed_item(
            designer="Chanel", style=None, title="Leather purse Black", colour="Black", material="Leather",
            hardware=None, category="Wallets and card holders", price=420,
        ),
        "flap": listed_item(
            designer="Chanel", style="Classic Flap Medium", title="Classic Flap Medium in black caviar",
            colour="Black", material="Caviar", hardware="Gold plated", category="Handbags", price=8_950,
        ),
        "heels": listed_item(
            designer="Saint Laurent", style="Tribute", title="Tribute leather sandals Gold", colour="Metallic Gold",
            material="Leather", hardware=None, category="Sandals", size="39 EU", price=310, never_carried=True,
        ),
    }  # fmt: skip
