"""Address of the preorders, inside the staff site."""

from django.urls import path

from orders.preorders import views

app_name = "preorders"
urlpatterns = [path("preorders/", views.preorders, name="preorders")]
