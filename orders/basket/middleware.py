"""Oscar's basket middleware, made lazy: an anonymous page never touches session, user or basket."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty
from oscar.apps.basket.middleware import BasketMiddleware, selector


class LazyBasketMiddleware(BasketMiddleware):
    """Oscar builds the strategy for every request and thereby reads the user: every answer would vary by cookie."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.cookies_to_delete = []
        request._basket_cache = None
        request.strategy = SimpleLazyObject(lambda: selector.strategy(request=request, user=request.user))
        request.basket = SimpleLazyObject(lambda: self._load(request))
        response = self.get_response(request)
        if request.basket._wrapped is empty:
            return response
        return self.process_response(request, response)

    def _load(self, request: HttpRequest) -> object:
        basket = self.get_basket(request)
        basket.strategy = request.strategy
        return basket

    def process_template_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave the context alone: Oscar would put the basket into every page."""
        return response
