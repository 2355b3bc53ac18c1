"""Addresses of the bag, the checkout and the orders."""

from django.urls import URLPattern, path

from orders.views import bag, fragments

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("bag/", bag.show, name="bag"),
    path("bag/add/<str:number>/", bag.add, name="bag-add"),
    path("bag/remove/<str:number>/", bag.remove, name="bag-remove"),
    path("bag/count/", fragments.bag_count, name="bag-count"),
    path("bag/buy/<str:number>/", fragments.buy_form, name="buy-form"),
    path("fragments/tax-states/", fragments.tax_states, name="tax-states"),
]
