"""Addresses of the code reader inside the staff site."""

from django.urls import path

from authentication.codes import views

app_name = "codes"
urlpatterns = [
    path("codes/", views.tool, name="tool"),
    path("codes/reading/", views.reading, name="reading"),
]
