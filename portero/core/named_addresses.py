"""Addresses within the shop, put together from what Django says once: a page asks for thirty of them."""

from functools import cache

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse


def url(view: str, *words: str) -> str:
    """An address by the name of its view and its words (slugs, item numbers), as `{% url %}` but much quicker."""
    return _form(view, len(words)).format(*words)


@cache
def _form(view: str, words: int) -> str:
    """The address with a place for each word."""
    marks = [f"word-{n}" for n in range(words)]
    address = reverse(view, args=marks).replace("{", "{{").replace("}", "}}")
    for n, mark in enumerate(marks):
        address = address.replace(mark, f"{{{n}}}")
    return address


@cache
def static(path: str) -> str:
    """The address of a file of the shop's own, as `{% static %}`."""
    return staticfiles_storage.url(path)
