"""Settings: runs out of the box; the environment only switches."""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("FAZHI_HOME", "var")).resolve()
DEBUG = os.environ.get("FAZHI_DEBUG") == "1"


def secret_key() -> str:
    """The installation's own key, made once and kept readable by its owner only."""
    path = HOME / "keys" / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process of this installation made it in the same moment
    return path.read_text()


SECRET_KEY = os.environ.get("FAZHI_SECRET_KEY") or secret_key()
ALLOWED_HOSTS = os.environ.get("FAZHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("FAZHI_ORIGINS", "").split(",") if origin]

# The rooms that own tables, in the order of their floors.
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.auth",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "fazhi.jobs",
    "fazhi.journal",
    "fazhi.people",
    "fazhi.search",
    "fazhi.evidence",
    "fazhi.engine",
    "fazhi.records",
    "fazhi.exchange",
    # The domains, in the plan's order: this is the table of contents.
    "fazhi.domains.functions",
    "fazhi.domains.rulemaking",
    "fazhi.domains.decisions",
    "fazhi.domains.enforcement",
    "fazhi.domains.oversight",
    "fazhi.domains.disputes",
    "fazhi.domains.emergencies",
    "fazhi.domains.officials",
    "fazhi.domains.leadership",
    "fazhi.domains.recognition",
    "fazhi.plan",
    "fazhi.campaign",
    "fazhi.review",
    "fazhi.reports",
    "fazhi.web",
    "fazhi.sample",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fazhi.web.frame.acting.ActingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fazhi.urls"
WSGI_APPLICATION = "fazhi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fazhi.web.frame.context.frame",
            ],
            "builtins": ["fazhi.web.templatetags.shapes"],
        },
    }
]


def database() -> dict:
    """SQLite under HOME, or PostgreSQL where FAZHI_DATABASE names one (postgres://user:word@host:port/name)."""
    url = os.environ.get("FAZHI_DATABASE", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "fazhi.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; PRAGMA cache_size=-32000;",
            },
            "TEST": {"NAME": os.environ.get("FAZHI_TEST_SQLITE") or None},
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "TEST": {"TEMPLATE": "template0"},
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "fazhi.people.passwords.ThreeKindsValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "fazhi.web.frame.login.counted_address"  # behind a proxy all would else share one lock
AXES_LOCKOUT_CALLABLE = "fazhi.web.frame.login.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_AGE = int(os.environ.get("FAZHI_IDLE_MINUTES", "30")) * 60
SESSION_SAVE_EVERY_REQUEST = False  # the acting middleware renews it at most once a minute, to spare a write a page
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("FAZHI_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("FAZHI_HTTPS") == "1" else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview of a file is a frame of our own
CSRF_FAILURE_VIEW = "fazhi.web.frame.errors.csrf_failed"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = os.environ.get("FAZHI_TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y年n月j日"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MANIFEST_STRICT = False

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # one chunk of an upload, or a pasted plan
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016", "axes.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("FAZHI_LOG", "WARNING")},
}

# Limits an installation may set; each is named in docs/howto/run-it.md.
FAZHI_UPLOAD_LIMIT = int(os.environ.get("FAZHI_UPLOAD_LIMIT_MB", "4096")) * 1024 * 1024
FAZHI_CLAMD = os.environ.get("FAZHI_CLAMD", "")  # unix:/path, tcp://host:port, or off; empty looks in the usual places
FAZHI_CLAMD_REQUIRED = os.environ.get("FAZHI_CLAMD_REQUIRED") == "1"
FAZHI_LINKS = os.environ.get("FAZHI_LINKS", "on") != "off"  # whether links are fetched and frozen
FAZHI_LINK_NETWORKS = os.environ.get("FAZHI_LINK_NETWORKS", "")  # private ranges that may be asked, 10.20.0.0/16
FAZHI_LINK_HOSTS = os.environ.get("FAZHI_LINK_HOSTS", "")  # hosts inside, or on a port of their own: oa.example.gov.cn:8080
FAZHI_SIGNALS = json.loads(os.environ.get("FAZHI_SIGNALS", "{}"))  # tolerances of dates and numbers, evidence/signals/tolerances.py
FAZHI_LINK_DAYS = int(os.environ.get("FAZHI_LINK_DAYS", "7"))  # a link is looked at again after so many days
FAZHI_SAMPLE_MARK = "示例"

# The sealed journal: its name, where checkpoints are laid down outside, and the authority of its time stamps.
FAZHI_JOURNAL_ORIGIN = os.environ.get("FAZHI_JOURNAL_ORIGIN", "").strip()
FAZHI_ANCHOR_FOLDER = os.environ.get("FAZHI_ANCHOR_FOLDER", "")
FAZHI_TSA_URL = os.environ.get("FAZHI_TSA_URL", "")
FAZHI_TSA_CERT = os.environ.get("FAZHI_TSA_CERT", "")
FAZHI_STAMP_HOURS = int(os.environ.get("FAZHI_STAMP_HOURS", "24"))
