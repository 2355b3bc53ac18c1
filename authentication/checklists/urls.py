"""Addresses of checklists inside the staff site."""

from django.urls import path

from authentication.checklists import views

app_name = "checklists"
urlpatterns = [
    path("checklists/", views.listed, name="list"),
    path("checklists/draft/", views.draft, name="draft"),
    path("checklists/<int:pk>/", views.one, name="one"),
    path("checklists/<int:pk>/change/", views.change, name="change"),
    path("checklists/<int:pk>/checks/new/", views.check, name="new-check"),
    path("checklists/<int:pk>/checks/<slug:code>/", views.check, name="check"),
]
