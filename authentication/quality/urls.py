"""Addresses of quality inside the staff site."""

from django.urls import path

from authentication.quality import views

app_name = "quality"
urlpatterns = [
    path("authentication/quality/", views.page, name="page"),
    path("authentication/quality/fakes/<int:pk>/", views.put_into_queue, name="fake"),
    path("authentication/quality/blind/", views.waiting, name="waiting"),
    path("authentication/quality/blind/<int:pk>/", views.grade, name="grade"),
]
