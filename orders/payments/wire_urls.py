"""Addresses of the wires' desk, inside the staff site."""

from django.urls import path

from orders.views import staff_wires

app_name = "wires"
urlpatterns = [
    path("wires/", staff_wires.queue, name="queue"),
    path("wires/enter/", staff_wires.enter, name="enter"),
    path("wires/statement/", staff_wires.statement, name="statement"),
    path("wires/<int:pk>/", staff_wires.one, name="wire"),
]
