"""Settings of the bare server: the same database, key and sessions, and nothing on top that a hand-written view would not need."""

from fazhi.settings import *  # noqa: F403

ROOT_URLCONF = "bare"
WSGI_APPLICATION = "bare.application"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES: list = []
