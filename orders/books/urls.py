"""Addresses of accounting's pages, inside the staff site."""

from django.urls import path

from orders.books import views

app_name = "books"
urlpatterns = [
    path("tax/report/", views.tax_report, name="tax-report"),
    path("tax/nexus/", views.nexus, name="nexus"),
]
