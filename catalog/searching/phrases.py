"""Words of the trade that aren't in any list of the database: grades, new, reduced; and words that say nothing."""

# (filter, "value:what the chip says", phrases)
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

# Left out unless a piece's title has them: they say how she asks, not what for.
NOISE = frozenset(
    """a an the in with for of by on at to from my me i is it or any all some looking find want need show buy
    shop search please authentic authenticated genuine real pre owned preowned pre-owned preloved used second hand
    secondhand resale luxury designer brand branded woman women womens lady ladie female girl man men mens
    gentleman male unisex colour color size condition grade price priced price cost hardware hw usd dollar us made
    material style model piece item nice beautiful good best cheap affordable new trim tone it's that this good w
    international ship ships shipping available stock""".split()
)
