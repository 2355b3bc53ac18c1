from django.urls import URLPattern, path
from django.views.generic import TemplateView

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("sign-in/", TemplateView.as_view(template_name="accounts/sign_in.html"), name="sign-in"),
]
