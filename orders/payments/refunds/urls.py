"""Addresses of the forms about money on its way back, inside the staff site."""

from django.urls import path

from orders.payments.refunds import pieces, views

app_name = "refunds"
urlpatterns = [
    path("refunds/payment/<int:pk>/", views.ask, name="ask"),
    path("refunds/payment/<int:pk>/pieces/", pieces.choose, name="pieces"),
    path("refunds/order/<str:number>/", views.cancel, name="cancel"),
]
