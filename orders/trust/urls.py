"""Addresses of the open figures."""

from django.urls import path

from orders.trust import views

app_name = "trust"
urlpatterns = [
    path("trust/", views.page, name="page"),
    path("trust/figures.json", views.document, name="document"),
]
