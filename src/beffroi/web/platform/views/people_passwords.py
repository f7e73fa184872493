"""Passwords: forgotten, chosen again, changed."""

from __future__ import annotations

from typing import Any

from axes.utils import reset as lift_throttle
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy

from beffroi.web.platform.access import public, signed_in
from beffroi.web.platform.people_forms import ChangePasswordForm, ChoosePasswordForm, ResetForm
from beffroi.web.platform.views.people_account import keep_this_session, oneself


class Forgotten(PasswordResetView):
    """Sends a link; says the same whether the account exists or not."""

    template_name = "platform/password_forgotten.html"
    form_class = ResetForm
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Send, and say so."""
        messages.success(
            self.request, "Si un compte existe avec cette adresse, un courriel vient de partir. Le lien vaut 24 heures."
        )
        return super().form_valid(form)


class Choose(PasswordResetConfirmView):
    """Takes the new password of who followed the link."""

    template_name = "platform/password_choose.html"
    form_class = ChoosePasswordForm
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; every session has ended, failed attempts are forgotten."""
        response = super().form_valid(form)
        lift_throttle(username=form.user.email)
        messages.success(self.request, "Mot de passe enregistré : connectez-vous.")
        return response


class Change(PasswordChangeView):
    """Changes the password of who knows it."""

    template_name = "platform/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("account")

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Send who signs in by the provider only back to their account."""
        if not oneself(self.request).has_usable_password():
            return redirect("account")
        return super().dispatch(*args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; other sessions end."""
        response = super().form_valid(form)
        keep_this_session(self.request)
        messages.success(self.request, "Mot de passe changé. Vos autres sessions sont fermées.")
        return response


forgotten = public("who has forgotten the password is a stranger")(Forgotten.as_view())
choose = public("the link in the e-mail is the right")(Choose.as_view())
change = signed_in(Change.as_view())
