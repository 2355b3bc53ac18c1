"""Addresses of the condition report inside the staff site."""

from django.urls import path

from authentication.condition import views

app_name = "condition"
urlpatterns = [
    path("authentication/condition/", views.waiting, name="waiting"),
    path("authentication/condition/<str:number>/", views.page, name="page"),
]
