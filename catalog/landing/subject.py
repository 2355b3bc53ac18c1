"""What a landing page is about: a house, a style, a kind, or a house's pieces of one kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from catalog.models import Category, Designer, LandingText, Style
from portero.core.templatetags.shop import lower_first

Crumbs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Subject:
    """The words of the vocabulary that a page stands for; at least one is given, a style brings its designer."""

    designer: Designer | None = None
    category: Category | None = None
    style: Style | None = None

    @property
    def name(self) -> str:
        """`Chanel`, `Chanel Classic Flap`, `Handbags`, `Chanel handbags`: the page's heading."""
        if self.style and self.designer:
            return with_house(self.designer.name, self.style.name)
        if self.designer and self.category:
            return f"{self.designer.name} {lower_first(self.category.name)}"
        return (self.designer or self.category or self.style).name  # type: ignore[union-attr]

    @property
    def in_sentence(self) -> str:
        """The name as it stands within a sentence: a kind begins small, a house doesn't."""
        return self.name if self.designer else lower_first(self.name)

    @property
    def url(self) -> str:
        if self.designer and self.category:
            return reverse("catalog:designer-category", args=[self.designer.slug, self.category.slug])
        return (self.style or self.designer or self.category).get_absolute_url()  # type: ignore[union-attr]

    @property
    def crumbs(self) -> Crumbs:
        """The way to the page, without home and the page itself."""
        if self.designer:
            index = (("Designers", reverse("catalog:designers")),)
            own = (self.designer.name, self.designer.get_absolute_url())
            return (*index, own) if self.style or self.category else index
        parent = self.category.parent if self.category else None
        return ((parent.name, parent.get_absolute_url()),) if parent else ()

    @property
    def condition(self) -> Q:
        """Its pieces; a kind includes its children."""
        if self.style:
            return Q(style=self.style)
        found = Q(designer=self.designer) if self.designer else Q()
        if self.category:
            found &= Q(category=self.category) | Q(category__parent=self.category)
        return found

    @property
    def kind_description(self) -> str:
        """What the vocabulary says of a kind as a whole; nothing for a house."""
        return self.category.description if self.category and not self.designer else ""

    def written(self) -> LandingText:
        """What staff wrote for this page; an empty text where they wrote nothing."""
        designer = None if self.style else self.designer
        mine = {"designer": designer, "category": self.category, "style": self.style}
        return LandingText.objects.filter(**_nullable(mine)).first() or LandingText()


def with_house(house: str, style: str) -> str:
    """`Chanel Classic Flap`; a style that names its house already keeps its name."""
    return style if style.casefold().startswith(house.casefold()) else f"{house} {style}"


def _nullable(facts: Mapping[str, object]) -> dict[str, object]:
    return {(name if value else f"{name}__isnull"): value or True for name, value in facts.items()}
