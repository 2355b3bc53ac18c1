"""Addresses of the Portero Promise: its rules, and her claims behind the order's signed link."""

from django.urls import URLPattern, path

from orders.promise.views import answers, by_certificate, by_holder, claim, opening, papers, public

app_name = "promise"
CLAIM = "orders/<str:token>/claims/<str:number>/"
urlpatterns: list[URLPattern] = [
    path("promise/", public.rules, name="page"),
    path("promise/certificates/<str:number>/", by_certificate.ask, name="by-certificate"),
    path("promise/holders/<str:token>/", by_holder.tell, name="holder"),
    path("orders/<str:token>/promise/<str:number>/", opening.open_one, name="open"),
    path("orders/<str:token>/promise/<str:number>/picture/<str:word>/", opening.picture, name="picture"),
    path(CLAIM, claim.show, name="claim"),
    path(f"{CLAIM}label/", papers.label, name="label"),
    path(f"{CLAIM}pictures/<str:which>/<int:pk>/<str:size>/", papers.photo, name="photo"),
    path(f"{CLAIM}withdraw/", answers.withdraw, name="withdraw"),
    path(f"{CLAIM}confident/", answers.confident, name="confident"),
    path(f"{CLAIM}doubt/", answers.not_confident, name="not-confident"),
    path(f"{CLAIM}choose/", answers.choose, name="choose"),
    path(f"{CLAIM}appointment/", answers.appointment, name="appointment"),
]
