"""What a list says, as a visitor reads it."""

import re

from django.test import Client
from lxml import html


class ListPage:
    """A list as it was answered."""

    def __init__(self, answer: bytes) -> None:
        self._page = html.document_fromstring(answer.decode())

    @property
    def titles(self) -> list[str]:
        """The titles of its pieces in its order, without what merely comes nearest."""
        return self._texts('//section[@aria-label="Pieces"]//div[@class="card-text"]/p[1]')

    @property
    def to_buy_and_sold(self) -> tuple[int, int]:
        """How many pieces it says there are."""
        (said,) = self._texts('//div[@class="browse-head"]/p')
        found = re.fullmatch(
            r"([\d,]+) pieces?\b[^.]*\.(?: ([\d,]+) sold, kept as a price reference\.)?", said
        )
        assert found, said
        return int(found[1].replace(",", "")), int((found[2] or "0").replace(",", ""))

    @property
    def chips(self) -> dict[str, str]:
        """The filters in use, and the address without each."""
        shown = self._page.xpath('//div[@class="chips desk"]/a[@class="chip"]')
        return {" ".join(str(chip.text_content()).split()): str(chip.get("href")) for chip in shown}

    @property
    def notice(self) -> str:
        """What is said about an address that can't be taken as it is."""
        return " ".join(self._texts('//p[@role="status"]'))

    @property
    def canonical(self) -> str:
        """The address that search engines shall know it by."""
        return str(self._page.xpath('string(//link[@rel="canonical"]/@href)'))

    @property
    def filters(self) -> set[str]:
        """The names of the fields with boxes."""
        return {
            str(name) for name in self._page.xpath('//form[@id="filter-form"]//input[@type="checkbox"]/@name')
        }

    def options(self, name: str) -> dict[str, int]:
        """The boxes of a field in their order, each with its count."""
        boxes = self._page.xpath(f'//form[@id="filter-form"]//label[input[@name="{name}"]]')
        said = [[str(span.text_content()) for span in box.xpath("span")] for box in boxes]
        return {label: int(count.split()[0].replace(",", "")) for label, count in said}

    def field(self, name: str) -> list[str]:
        """The values that the form of the filters would send under a name."""
        sent = f'//form[@id="filter-form"]//input[@name="{name}" and (@type!="checkbox" or @checked)]/@value'
        typed = f'//form[@id="filter-form"]//input[@name="{name}" and not(@type)]/@value'
        return [str(value) for value in (*self._page.xpath(sent), *self._page.xpath(typed))]

    def _texts(self, path: str) -> list[str]:
        return [" ".join(str(one.text_content()).split()) for one in self._page.xpath(path)]


def list_at(client: Client, path: str, **asked: str) -> ListPage:
    """The list at an address."""
    answer = client.get(path, asked or None)
    assert answer.status_code == 200, (path, answer.status_code)
    return ListPage(answer.content)
