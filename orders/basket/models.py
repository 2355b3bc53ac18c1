"""Oscar's basket, as a bag of one-of-a-kind pieces."""

from django.db.models import QuerySet
from oscar.apps.basket.abstract_models import AbstractBasket


class Basket(AbstractBasket):
    _lines: QuerySet | None

    def all_lines(self) -> QuerySet:
        """The lines with all that a page shows, in one query; options and Oscar's images are not used."""
        if self.pk is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            self._lines = self.lines.select_related(
                "stockrecord",
                "product__item__designer",
                "product__item__style",
                "product__item__category",
                "product__item__material",
            ).order_by("pk")
        return self._lines

    def is_quantity_allowed(self, qty: int, line: object | None = None) -> tuple[bool, str | None]:
        """A piece exists once; wanting it twice is refused, whether it is free is decided at placement."""
        if qty > 1:
            return False, "Every piece is one of a kind, so a bag holds it once."
        return True, None


from oscar.apps.basket.models import *  # noqa: E402, F403
