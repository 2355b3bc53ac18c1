"""Our kinds in Google's product taxonomy (by full path, which Merchant Center takes like its number)."""

APPAREL = "Apparel & Accessories"
BAGS = f"{APPAREL} > Handbags, Wallets & Cases"
CLOTHING = f"{APPAREL} > Clothing"
MORE = f"{APPAREL} > Clothing Accessories"
JEWELRY = f"{APPAREL} > Jewelry"
# By the slug of the category (catalog/vocabulary/categories.csv); a kind that isn't named takes its parent's.
CATEGORIES = {
    "handbags": f"{BAGS} > Handbags",
    "backpacks": "Luggage & Bags > Backpacks",
    "belt-bags": "Luggage & Bags > Fanny Packs",
    "travel-bags": "Luggage & Bags > Suitcases",
    "watches": f"{JEWELRY} > Watches",
    "jewelry": JEWELRY,
    "rings": f"{JEWELRY} > Rings",
    "necklaces": f"{JEWELRY} > Necklaces",
    "bracelets": f"{JEWELRY} > Bracelets",
    "earrings": f"{JEWELRY} > Earrings",
    "brooches": f"{JEWELRY} > Brooches & Lapel Pins",
    "accessories": MORE,
    "scarves": f"{MORE} > Scarves & Shawls",
    "belts": f"{MORE} > Belts",
    "wallets": f"{BAGS} > Wallets & Money Clips",
    "sunglasses": f"{MORE} > Sunglasses",
    "small-leather-goods": BAGS,
    "bag-charms": f"{APPAREL} > Handbag & Wallet Accessories",
    "home": "Home & Garden > Decor",
    "shoes": f"{APPAREL} > Shoes",
    "clothing": CLOTHING,
    "dresses": f"{CLOTHING} > Dresses",
    "jackets": f"{CLOTHING} > Outerwear > Coats & Jackets",
    "tops": f"{CLOTHING} > Shirts & Tops",
    "skirts": f"{CLOTHING} > Skirts",
    "trousers": f"{CLOTHING} > Pants",
    "furs": f"{CLOTHING} > Outerwear > Coats & Jackets",
}
# Worn by a man or a woman as cut: only what we recorded could say so, and we don't.
CUT_FOR_SOMEBODY = ("Clothing", "Shoes")


def category_of(slug: str, parent: str = "") -> str:
    """The path of a kind, else of its parent; the whole of apparel for a kind that staff added later."""
    return CATEGORIES.get(slug) or CATEGORIES.get(parent) or APPAREL


def is_cut_for_somebody(path: str) -> bool:
    """Whether "unisex" would be a guess."""
    steps = path.split(" > ")
    return len(steps) > 1 and steps[1] in CUT_FOR_SOMEBODY
