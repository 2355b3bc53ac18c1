"""Addresses of authenticity review inside the staff site."""

from django.urls import path

from authentication.bench import comparing, views
from authentication.bench.access import seated
from authentication.bench.shared_urls import addresses

CASE = "authentication/cases/<str:number>/"
app_name = "review"
urlpatterns = [
    path("authentication/", views.queue, name="queue"),
    path("authentication/next/", views.next_one, name="next"),
    path("authentication/photos/<int:pk>/<str:size>.webp", comparing.case_photo, name="case-photo"),
    path("authentication/photographs/<int:pk>/<str:size>.webp", comparing.evidence, name="decided-picture"),
    path(CASE, views.case, name="case"),
    path(f"{CASE}begin/", views.begin, name="begin"),
    path(f"{CASE}back/", views.hand_back, name="back"),
    path(f"{CASE}submit/", views.submit, name="submit"),
    path(f"{CASE}ask/", comparing.ask, name="ask"),
    *addresses(seated, CASE),
]
