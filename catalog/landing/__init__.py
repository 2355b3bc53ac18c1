"""Landing pages of houses, styles and kinds: their words come from what is in the shop, and from staff."""

from catalog.landing.pages import (
    Found,
    Landing,
    Link,
    of_category,
    of_designer,
    of_designer_category,
    of_style,
)

__all__ = [
    "Found",
    "Landing",
    "Link",
    "of_category",
    "of_designer",
    "of_designer_category",
    "of_style",
]
