"""Addresses of the staff pages."""

from django.urls import path

from .frame import login

urlpatterns: list = [
    path("login/", login.SignIn.as_view(), name="login"),
    path("logout/", login.SignOut.as_view(), name="logout"),
    path("password/", login.change_password, name="change-password"),
    path("post/<int:post>/", login.switch_post, name="switch-post"),
]
