"""Oscar's basket middleware, made lazy: an anonymous page never touches session, user or basket."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty
from oscar.apps.basket.middleware import BasketMiddleware, selector
from oscar.core.loading import get_model

from catalog import holds


class BagRequest(HttpRequest):
    """A request that went through the middleware below."""

    cookies_to_delete: list[str]
    strategy: Any
    basket: Any
    _basket_cache: Any


class LazyBasketMiddleware(BasketMiddleware):
    """Oscar builds the strategy for every request and thereby reads the user: every answer would vary by cookie."""

    def __call__(self, request: BagRequest) -> HttpResponse:
        request.cookies_to_delete = []
        request._basket_cache = None
        request.strategy = SimpleLazyObject(lambda: selector.strategy(request=request, user=request.user))
        request.basket = SimpleLazyObject(lambda: self._load(request))
        response = self.get_response(request)
        if request.basket._wrapped is empty:
            return response
        return self.process_response(request, response)

    def _load(self, request: BagRequest) -> Any:
        """The open bag; offers are switched off, so none are applied (20 queries a line in Oscar)."""
        basket = self.get_basket(request)
        basket.strategy = request.strategy
        return basket

    def get_basket(self, request: BagRequest) -> Any:
        """The visitor's open bag. Oscar would announce that it "merged items"; the sign-in page has promised it."""
        if request._basket_cache is None:
            request._basket_cache = self._open_bag(request)
        return request._basket_cache

    def _open_bag(self, request: BagRequest) -> Any:
        Basket = get_model("basket", "Basket")
        key = self.get_cookie_key(request)
        of_cookie = self.get_cookie_basket(key, request, Basket.open)
        if not request.user.is_authenticated:
            return of_cookie or Basket()
        hers = list(Basket.open.filter(owner=request.user).order_by("pk"))
        bag, *others = hers or [Basket.objects.create(owner=request.user)]
        bag.owner = request.user  # so that nothing asks for it again
        if of_cookie:
            others.append(of_cookie)
            request.cookies_to_delete.append(key)
        for other in others:
            self.merge_baskets(bag, other)
        return bag

    def get_cookie_basket(self, cookie_key: str, request: BagRequest, manager: Any) -> Any:
        """The bag of the cookie. A frozen one keeps its cookie: it comes back if its order isn't paid."""
        if cookie_key not in request.COOKIES:
            return None
        Basket = get_model("basket", "Basket")
        try:
            found = Basket.objects.get(pk=Signer().unsign(request.COOKIES[cookie_key]), owner=None)
        except (BadSignature, Basket.DoesNotExist):
            request.cookies_to_delete.append(cookie_key)
            return None
        if found.status == Basket.OPEN:
            return found
        if found.status != Basket.FROZEN:
            request.cookies_to_delete.append(cookie_key)
        return None

    def process_response(self, request: BagRequest, response: HttpResponse) -> HttpResponse:
        """Oscar keeps an existing cookie; a bag that she opened while another was frozen needs its own."""
        key = self.get_cookie_key(request)
        basket = request.basket
        guest = basket.pk and not request.user.is_authenticated
        if guest and request.COOKIES.get(key, "") not in ("", self.get_basket_hash(basket.pk)):
            request.cookies_to_delete.append(key)
        return super().process_response(request, response)

    @transaction.atomic
    def merge_baskets(self, master: Any, slave: Any) -> None:
        """She signed in: her bags become one, and what she holds stays hers.

        A bag that becomes an order at this moment, in another tab, is left alone: its hold belongs to the order.
        """
        from orders.locks import lock_baskets

        if any(bag.status != bag.OPEN for bag in lock_baskets([master.pk, slave.pk])):
            return
        super().merge_baskets(master, slave)
        holds.hand_over(f"basket:{slave.pk}", f"basket:{master.pk}")

    def process_template_response(self, request: BagRequest, response: HttpResponse) -> HttpResponse:
        """Leave the context alone: Oscar would put the basket into every page."""
        return response
