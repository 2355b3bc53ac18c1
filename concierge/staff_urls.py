"""Addresses of the concierge's work, inside the staff site."""

from django.urls import URLPattern, path

from concierge.finding import desk

app_name = "finding"
urlpatterns: list[URLPattern] = [
    path("finds/", desk.queue, name="queue"),
    path("finds/<str:number>/", desk.one, name="request"),
]
