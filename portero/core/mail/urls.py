"""Addresses of the mails' previews, inside the staff site."""

from django.urls import path

from portero.core.mail import desk

app_name = "mails"
urlpatterns = [
    path("mails/", desk.mails, name="all"),
    path("mails/<str:kind>/", desk.one, name="one"),
]
