"""Settings: one file, driven by the environment (see deploy/env.example for each name)."""

import os
from pathlib import Path

import structlog

from config.database import connection

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ
DINGFEN_DATA = Path(ENV.get("DINGFEN_DATA", BASE_DIR / "var"))

DEBUG = ENV.get("DINGFEN_DEBUG") == "1"
REHEARSAL = ENV.get("REHEARSAL") == "1"
DEMO = ENV.get("DINGFEN_DEMO") == "1"
SECRET_KEY = ENV.get("DINGFEN_SECRET_KEY", "")
ALLOWED_HOSTS = ENV.get("DINGFEN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in ENV.get("DINGFEN_ORIGINS", "").split(",") if origin]
SOURCE_URL = ENV.get("DINGFEN_SOURCE_URL", "")

INSTALLED_APPS = [
    "operations",
    "web",
    "api",
    "hotline",
    "escalation",
    "notifications",
    "flows",
    "deadlines",
    "meetings",
    "cases",
    "registry",
    "procedures",
    "documents",
    "workdays",
    "organizations",
    "audit",
    "viewflow",
    "viewflow.workflow",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "web.middleware.LanguageMiddleware",
    "api.middleware.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "web.context.shell",
            ],
        },
    },
]

# Two roles: the owner shapes the database, the application works in it and cannot rewrite the record.
DATABASE_URL = ENV.get("DATABASE_URL", "postgresql:///dingfen")
DATABASE_OWNER_URL = ENV.get("DATABASE_OWNER_URL", DATABASE_URL)
DATABASES = {"default": connection(DATABASE_OWNER_URL if ENV.get("DINGFEN_DATABASE_ROLE") == "owner" else DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organizations.Person"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "my_work"
LOGOUT_REDIRECT_URL = "sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DINGFEN_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DINGFEN_FILES = DINGFEN_DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DINGFEN_MAX_UPLOAD = 20 * 1024 * 1024

EMAIL_BACKEND = ENV.get("DINGFEN_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DINGFEN_DATA / "mail"
EMAIL_HOST = ENV.get("DINGFEN_EMAIL_HOST", "localhost")
EMAIL_PORT = int(ENV.get("DINGFEN_EMAIL_PORT", "25"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = ENV.get("DINGFEN_EMAIL_FROM", "dingfen@localhost")

# Longer than a task may run (config.celery_settings.task_time_limit): whoever is silent for longer is stuck.
WATCHDOG_SECONDS = float(ENV.get("DINGFEN_WATCHDOG_SECONDS", "130"))

# /readyz says so when nobody swept, or no worker worked, for so long; cron sweeps once a minute
READY_SECONDS = float(ENV.get("DINGFEN_READY_SECONDS", "120"))

# how many cases one transaction of a sweep settles: more is faster, and people wait longer for a case in it
SWEEP_BATCH = int(ENV.get("DINGFEN_SWEEP_BATCH", "200"))
# how many events one transaction of a fan-out tells people of
FAN_OUT_BATCH = int(ENV.get("DINGFEN_FAN_OUT_BATCH", "500"))
REDIS_URL = ENV.get("REDIS_URL", "redis://127.0.0.1:6379/0")

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
HTTPS = ENV.get("DINGFEN_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # a line of JSON each: what happened, with action and case number; never names of people or what they said
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(allow=["action", "case", "subject", "deadline", "audit_event", "delivery"]),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENV.get("DINGFEN_LOG_LEVEL", "INFO")},
}
