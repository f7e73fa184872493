"""Sign-in, the account, the people of a tenant."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from beffroi.web.platform.access import public, signed_in
from beffroi.web.platform.views import people

urlpatterns = [
    path(
        "connexion/",
        public("signing in")(LoginView.as_view(template_name="platform/sign_in.html")),
        name="sign-in",
    ),
    path("connexion/fin/", signed_in(LogoutView.as_view()), name="sign-out"),
    path("compte/", people.account, name="account"),
]
