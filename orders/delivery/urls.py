"""Addresses of delivery inside the staff site."""

from django.urls import path

from orders.delivery import views

app_name = "delivery"
urlpatterns = [path("delivery/cost/", views.preview, name="preview")]
