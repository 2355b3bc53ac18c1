"""Addresses of a consignor's parcel, each opened by its signed link."""

from django.urls import path

from consignment.logistics import views

app_name = "send"
urlpatterns = [
    path("sell/send/<str:token>/", views.page, name="page"),
    path("sell/send/<str:token>/label/", views.label, name="label"),
    path("sell/receipt/<str:token>/", views.receipt, name="receipt"),
]
