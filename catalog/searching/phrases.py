"""Words of the trade that aren't in any list of the database: grades, new, reduced; and words that say nothing."""

# A filter, its value and what the chip says of it, and the phrases.
PHRASES: list[tuple[str, str, tuple[str, ...]]] = [
    ("grade", "pristine:Pristine", ("pristine", "pristine condition", "mint condition", "like new", "as new")),
    ("grade", "excellent:Excellent", ("excellent", "excellent condition", "excellent grade")),
    ("grade", "very_good:Very Good", ("very good", "very good condition", "vgc")),
    ("grade", "good:Good", ("good condition", "good grade", "grade good")),
    (
        "never",
        "1:Never carried",
        ("never carried", "never worn", "never used", "unworn", "unused", "uncarried", "brand new", "bnib",
         "bnwt", "nwt", "nib", "new with tags", "new with tag", "new in box", "with tags", "not worn", "deadstock"),
    ),
    ("new", "1:New arrivals", ("new arrivals", "new arrival", "just in", "new in", "just arrived", "latest",
                               "newly listed", "new listing", "newest", "recently added", "this week")),
    ("reduced", "1:Reduced", ("reduced", "on sale", "sale", "discounted", "discount", "price drop", "marked down",
                              "markdown", "reduced price", "lower price")),
]  # fmt: skip

# For whom: no filter, because not every sender says it, but those whose texts do come first.
LEANINGS = {
    "men": ("men", "man", "male", "gentleman", "boyfriend", "husband", "him", "his"),
    "women": ("women", "woman", "lady", "female", "girlfriend", "wife", "her"),
    "kids": ("girl", "boy", "daughter", "son"),
}
FOR_WHOM = {word: said for said, words in LEANINGS.items() for word in words}

# What the full text doesn't even keep: never sought, whatever is called so.
UNKEPT = frozenset(["a", "all", "an", "any", "at", "by", "for", "from", "her", "him", "his", "i", "in", "is", "it",
                    "me", "my", "of", "on", "or", "some", "that", "the", "this", "to", "with"])  # fmt: skip

# Left out unless a piece's title has them: they say how she asks and for whom or when, not what for.
NOISE = frozenset([
    "a", "affordable", "all", "an", "anniversary", "any", "anything", "at", "authentic", "authenticated",
    "available", "beautiful", "best", "birthday", "boy", "boyfriend", "brand", "branded", "bright", "buy", "by",
    "cheap", "color", "colour", "condition", "cost", "dark", "daughter", "deep", "designer", "dollar", "euro",
    "everyday", "female", "find", "for", "from", "gentleman", "genuine", "gift", "girl", "girlfriend", "good",
    "grade", "hand", "hardware", "her", "him", "his", "holiday", "husband", "hw", "i", "idea", "in",
    "international", "is", "it", "item", "lady", "light", "looking", "luxury", "made", "male", "man",
    "material", "me", "men", "mens", "model", "mom", "mother", "mum", "my", "need", "new", "nice", "of",
    "office", "on", "or", "owned", "pale", "paris", "perfect", "piece", "please", "pre", "preloved",
    "preowned", "present", "price", "priced", "real", "resale", "search", "second", "secondhand", "ship",
    "shipping", "ships", "shop", "show", "size", "some", "something", "son", "stock", "style", "that", "the", "this",
    "to", "tone", "trim", "unisex", "us", "usd", "used", "w", "want", "wedding", "wife", "with", "woman",
    "women", "womens", "work",
])  # fmt: skip
