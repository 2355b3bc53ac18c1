"""Addresses of the bag, the checkout and the orders."""

from django.urls import URLPattern, path

from orders.invoices import views as invoices
from orders.merchant import views as merchant
from orders.payments import views as payments
from orders.readdressing import views as readdressing
from orders.views import (
    again,
    bag,
    calling_off,
    checkout,
    delivery,
    estimate,
    exemptions,
    fragments,
    handing_on,
    orders,
    paying,
    payment,
    placing,
    taking_back,
)

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("bag/", bag.show, name="bag"),
    path("bag/add/<str:number>/", bag.add, name="bag-add"),
    path("bag/remove/<str:number>/", bag.remove, name="bag-remove"),
    path("bag/go-on/", bag.go_on, name="bag-go-on"),
    path("bag/count/", fragments.bag_count, name="bag-count"),
    path("bag/buy/<str:number>/", fragments.buy_form, name="buy-form"),
    path("estimate/<str:number>/", estimate.show, name="estimate"),
    path("feeds/google.xml", merchant.feed, name="merchant-feed"),
    path("fragments/tax-states/", fragments.tax_states, name="tax-states"),
    path("checkout/", checkout.start, name="checkout"),
    path("checkout/address/", checkout.address, name="checkout-address"),
    path("checkout/delivery/", delivery.delivery, name="checkout-delivery"),
    path("checkout/review/", checkout.review, name="checkout-review"),
    path("checkout/resale/", checkout.resale, name="checkout-resale"),
    path("checkout/place/", placing.place, name="checkout-place"),
    path("orders/find/", orders.find, name="find"),
    path("orders/<str:token>/", orders.by_link, name="order"),
    path("orders/<str:token>/pay/", payment.pay, name="pay"),
    path("orders/<str:token>/pay/token/", paying.by_token, name="pay-token"),
    path("orders/<str:token>/pay/<str:method>/", paying.by_method, name="pay-by"),
    path("orders/<str:token>/return/", payment.come_back, name="pay-return"),
    path("orders/<str:token>/papers/<str:paper>/", invoices.by_link, name="paper"),
    path("orders/<str:token>/mail-papers/", invoices.mail_again, name="mail-papers"),
    path("orders/<str:token>/again/<str:number>/", again.consign_again, name="again"),
    path("orders/<str:token>/cancel/", calling_off.cancel, name="cancel"),
    path("orders/<str:token>/address/", readdressing.change, name="address"),
    path("orders/<str:token>/address/keep/", readdressing.keep, name="address-keep"),
    path("orders/<str:token>/hand-on/<str:number>/", handing_on.hand_on, name="hand-on"),
    path("orders/<str:token>/change/", taking_back.change, name="change"),
    path("account/orders/", orders.listed, name="list"),
    path("account/orders/<str:number>/", orders.of_account, name="detail"),
    path("account/resale/", exemptions.certificates_page, name="certificates"),
    path("account/resale/<int:pk>/withdraw/", exemptions.withdraw, name="certificate-withdraw"),
    path("webhooks/<str:provider>/", payments.webhook, name="webhook"),
]
