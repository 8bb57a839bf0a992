"""One settings file. Safe by default; development opts out through the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from config.env import ROOT, read

# Generic model fields and managers (`CharField[str, str]`) at run time, not only for mypy.
django_stubs_ext.monkeypatch()

env = read()

# -- Where things are ---------------------------------------------------------------------
VAR = Path(env.str("TRYGGVE_VAR", default=str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)
# The engine's compiled kernels, read by numba when a worker first imports it.
os.environ.setdefault("NUMBA_CACHE_DIR", str(VAR / "numba"))

# -- What kind of house -------------------------------------------------------------------
DEBUG = env.bool("TRYGGVE_DEBUG", default=False)
PRACTICE = env.bool("TRYGGVE_PRACTICE", default=False)
HTTPS = env.bool("TRYGGVE_HTTPS", default=False)
ALLOWED_HOSTS = env.list("TRYGGVE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])


def _development_key() -> str:
    """A key of this machine's own, kept in VAR, so that a first start needs no settings."""
    file = VAR / "secret-key"
    if not file.exists():
        import secrets

        file.write_text(secrets.token_urlsafe(64))
        file.chmod(0o600)
    return file.read_text().strip()


SECRET_KEY = env.str("TRYGGVE_SECRET_KEY", default="") or _development_key()

# -- Rooms --------------------------------------------------------------------------------
FOUNDATION = ["tenancy", "audit", "queue", "geography", "reference", "people", "notify", "privacy", "render", "web"]
CYCLE = [
    "incidents",
    "weekly_reports",
    "situation_pictures",
    "meetings",
    "cause_analyses",
    "measures",
    "evaluations",
    "monthly_reports",
    "county_reports",
]
EDGES = ["desk", "administration", "entrance", "phone", "jobs", "cli", "relay", "intake.pages", "keeping", "papers"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    *[f"tryggve.foundation.{room}" for room in FOUNDATION],
    *[f"tryggve.cycle.{step}" for step in CYCLE],
    *[f"tryggve.edges.{edge}" for edge in EDGES],
    "tryggve.demo",
]
AUTH_USER_MODEL = "people.User"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tryggve.foundation.web.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tryggve.foundation.web.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tryggve.foundation.people.middleware.ViewerMiddleware",
    "tryggve.foundation.web.noting.NotingMiddleware",
    "tryggve.foundation.web.refusals.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tryggve.foundation.web.context.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tryggve.foundation.web.templatetags.tryggve",
            ],
        },
    }
]

# -- Database: SQLite embedded, PostgreSQL for a municipality (docs/decisions) --------------
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
        "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
    ),
}


def _database(url: str) -> dict[str, Any]:
    database: dict[str, Any] = dict(env.db_url_config(url))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = SQLITE_OPTIONS
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # Tests use a file too: a browser's requests come on other threads than the test's.
        database["TEST"] = {"NAME": str(VAR / f"test-{os.getpid()}.sqlite3")}
    database["CONN_MAX_AGE"] = 600
    database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": _database(env.str("TRYGGVE_DATABASE_URL", default=f"sqlite:///{VAR}/tryggve.sqlite3"))}
#: The role that owns the tables and migrates. The application never uses it.
OWNER_DATABASE = (
    _database(env.str("TRYGGVE_OWNER_DATABASE_URL")) if env.str("TRYGGVE_OWNER_DATABASE_URL", default="") else None
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Jobs ---------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# -- Who may come in ----------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "tryggve.foundation.people.backends.PasswordBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Each process by itself: nothing of ours must be the same everywhere that is not in the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}},
}
LOGIN_URL = "entrance:login"
LOGIN_REDIRECT_URL = "/"
#: Here nobody is logged in: what comes carries a secret of its own, and the room finds out whose it is.
WITHOUT_LOGIN = ("/telefon/", "/kalender/", "/svara/", "/tillganglighet/rapportera/")
#: Open to somebody who has to set up a second factor first: where that is done, and the way out.
WITHOUT_SECOND_FACTOR = ("/min-inloggning/", "/logga-ut/", "/byt-plats/", "/logga-in/")
# Of allauth we use what it keeps of a second factor; its pages, its mails and its limits by address are not ours.
MFA_ADAPTER = "tryggve.foundation.people.mfa_adapter.SealedAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_DIGITS = 12
MFA_RATE_LIMITS: dict[str, str] = {"webauthn_login": ""}
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
#: A session ends after two hours without a click, and after a working day whatever happens.
SESSION_IDLE = 60 * 60 * 2
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
if HTTPS:
    # A name that no other host, and no page without TLS, can set.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tryggve.foundation.web.views.csrf_failure"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# -- Words, dates, numbers: Swedish is the source language -----------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_THOUSAND_SEPARATOR = False

# -- Static files: our own, nothing from third parties ---------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# -- Mail and logs ------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("TRYGGVE_EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
#: A mail server that does not answer is let go.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("TRYGGVE_EMAIL_FROM", default="tryggve@localhost")
#: For the one link of a mail: a job has no request to ask.
ADDRESS = env.str("TRYGGVE_ADDRESS", default="http://localhost:8000").rstrip("/")
# -- The trail's ends, kept outside the database ---------------------------------------------
#: A folder the database server does not reach, and a mailbox elsewhere (docs/decisions 0022).
ANCHORS = Path(env.str("TRYGGVE_ANCHORS", default=str(VAR / "anchors")))
ANCHORS_MAIL: list[str] = env.list("TRYGGVE_ANCHORS_MAIL", default=[])
#: Who is told when something of the server has failed (deploy/systemd).
OPERATIONS_MAIL: list[str] = env.list("TRYGGVE_OPERATIONS_MAIL", default=[])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
