"""Addresses of a piece's photographs inside the staff site."""

from django.urls import path

from catalog.photography import desk

app_name = "photos"
urlpatterns = [
    path("pieces/<int:pk>/photos/", desk.page, name="page"),
    path("pieces/<int:pk>/photos/arrange/", desk.arrange, name="arrange"),
    path("pieces/<int:pk>/photos/progress/", desk.progress_of, name="progress"),
]
