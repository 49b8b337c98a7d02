"""The one settings file: read from NEWAREA_* variables, complete without any of them.

Without variables it is the embedded default: SQLite, an in-process queue, mails as files. `NEWAREA_PRODUCTION=true`
turns on what a public site needs and refuses what it must not have. docs/operations.md lists every variable.
"""

import difflib
import logging
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import EnvValidationError, FileAwareEnv, validate

from newarea.logs import without_codes

BASE_DIR = Path(__file__).resolve().parent.parent
PREFIX = "NEWAREA_"
env = FileAwareEnv(eager=False, prefix=PREFIX)


def seal(read: FileAwareEnv) -> None:
    """Refuse bad values and names that no setting reads, all of them in one message."""
    wrong: Any = {}
    try:
        read.seal()
    except EnvValidationError as error:
        wrong = error.error_messages
    names = {*read.dump(), *wrong}
    faults = [f"{name}: {' '.join(map(str, messages))}" for name, messages in wrong.items()]
    for name in sorted(name for name in os.environ if name.startswith(PREFIX)):
        if name.removesuffix("_FILE") not in names:
            close = difflib.get_close_matches(name, names, n=1)
            faults.append(f"{name} is not a setting{f'; did you mean {close[0]}?' if close else ''}")
    refuse(faults)


def refuse(faults: list[str]) -> None:
    if faults:
        raise ImproperlyConfigured("The environment is not in order:\n  " + "\n  ".join(faults))


def own_secret_key(folder: Path) -> str:
    """The embedded default's key, made once per installation and readable by its owner only."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"secret-key.{os.getpid()}"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(fresh, path)  # the first process to get here wins, whole or not at all
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


# What is read from the environment, all of it here

PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
VAR: Path = env.path("VAR", BASE_DIR / "var")
secret_key = env.str("SECRET_KEY", "", validate=lambda value: not value or validate.Length(min=32)(value))
allowed_hosts: list[str] = env.list("ALLOWED_HOSTS", [])
site_url = env.str("SITE_URL", "", validate=lambda value: not value or validate.URL(require_tld=False)(value))
database = env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR / 'newarea.sqlite3'}")
conn_max_age = env.int("CONN_MAX_AGE", 300)
pgbouncer = env.bool("PGBOUNCER", False)
broker_url = env.str("BROKER_URL", "memory://newarea", validate=validate.Regexp(r"(memory|redis|rediss)://"))
DAY = env.date("DAY", None)
FILES: Path = env.path("FILES", VAR / "files")
MAILS = env.str("MAILS", "files", validate=validate.OneOf(["files", "smtp"]))
MAIL_FOLDER: Path = env.path("MAIL_FOLDER", VAR / "mails")
MAIL_FROM = env.str("MAIL_FROM", "newarea@localhost")
SMTP_URL = env.str("SMTP_URL", "", validate=validate.Regexp(r"(smtps?://[^/]+/?)?$"))
CHATS_ON_THIS_MACHINE = env.bool("CHATS_ON_THIS_MACHINE", False)
proxies = env.int("PROXIES", 0, validate=validate.Range(min=0))
https = env.bool("HTTPS", PRODUCTION)
log_level = env.str(
    "LOG_LEVEL",
    "INFO" if PRODUCTION else "WARNING",
    validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]),
)

seal(env)
if PRODUCTION:
    refuse(
        [
            fault
            for wrong, fault in [
                (DEBUG, "NEWAREA_DEBUG: never in production"),
                (DAY, "NEWAREA_DAY: production lives in the real day"),
                (CHATS_ON_THIS_MACHINE, "NEWAREA_CHATS_ON_THIS_MACHINE: production speaks to robots out there only"),
                (not secret_key, "NEWAREA_SECRET_KEY: production needs its own (or NEWAREA_SECRET_KEY_FILE)"),
                (not allowed_hosts, "NEWAREA_ALLOWED_HOSTS: production needs the site's host names"),
                ("*" in allowed_hosts, "NEWAREA_ALLOWED_HOSTS: name the hosts, not *"),
                (not site_url, "NEWAREA_SITE_URL: production needs the site's address, for links in mails"),
            ]
            if wrong
        ]
    )
if MAILS == "smtp" and not SMTP_URL:
    refuse(["NEWAREA_SMTP_URL: NEWAREA_MAILS=smtp needs a server, such as smtp://user:password@mail.example:587"])

# The site

SECRET_KEY = secret_key or own_secret_key(VAR)
ALLOWED_HOSTS = allowed_hosts or ["localhost", "127.0.0.1", "[::1]"]
SITE_URL = (site_url or "http://127.0.0.1:8000").rstrip("/")
SITE_URL_IS_GIVEN = bool(site_url)
EXAMPLE_PASSWORD = "songbei-2023"  # of the example's accounts, which production refuses to load
PROGRAMME_PARTS = ["projects", "targets"]
ROOT_URLCONF = "newarea.urls"
WSGI_APPLICATION = "newarea.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = _("Annual programme of the district")

INSTALLED_APPS = [
    "newarea",
    "projects",
    "targets",
    "newarea.admin_site.NewareaAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "simple_history",
    "rest_framework",
    "drf_standardized_errors",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "axes",
    "csp",
    "django_structlog",
    "django_prometheus",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newarea.middleware.MarkChineseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "newarea.sessions.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "newarea.middleware.DayMiddleware",
    "newarea.middleware.ConflictMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newarea.context.site",
            ],
        },
    },
]

# The database


def with_options(parsed: dict[str, Any]) -> dict[str, Any]:
    """What keeps eight SQLite writers without a failure, and a PostgreSQL view at full speed (docs/operations.md)."""
    if parsed["ENGINE"].endswith("sqlite3"):
        Path(parsed["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}
        return parsed | {"OPTIONS": options}
    kept = {"CONN_MAX_AGE": conn_max_age, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": pgbouncer}
    return parsed | kept | {"OPTIONS": {"connect_timeout": 5} | parsed.get("OPTIONS", {})}


DATABASES = {"default": with_options(database)}

# People, sessions, headers

AUTH_USER_MODEL = "newarea.Officer"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "newarea.backends.OfficerBackend"]
LOGIN_URL = "/accounts/sign-in/"
LOGIN_REDIRECT_URL = "/workbench/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

PROXIES = proxies  # how many of our own stand in front; the client's address is read that far from the right
AXES_FAILURE_LIMIT = 8
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "newarea.addresses.client_address"
AXES_LOCKOUT_TEMPLATE = "errors/locked_out.html"
AXES_VERBOSE = False

SESSION_IDLE = timedelta(hours=2)
SESSION_ABSOLUTE = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "newarea.views.refusals.forbidden"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if PRODUCTION else []
SECURE_SSL_REDIRECT = https
SECURE_HSTS_SECONDS = 31_536_000 if https else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # the domain's other names are not ours to promise for
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
USE_I18N = True
FORMAT_MODULE_PATH = ["newarea.date_formats"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static" if PRODUCTION else None  # collected for production; elsewhere served where it lies
STATICFILES_DIRS = [("guide", BASE_DIR / "docs" / "pictures" / "guide")]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES, "file_permissions_mode": 0o640, "directory_permissions_mode": 0o750},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
EVIDENCE_MAX_BYTES = 20 * 1024 * 1024
EVIDENCE_MAX_PIXELS = 50_000_000

# Jobs: wake-ups only. Each value was measured; docs/operations.md says what for.

on_redis = broker_url.startswith("redis")
redis_options = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_URL = broker_url
CELERY_BROKER_TRANSPORT_OPTIONS = redis_options if on_redis else {}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_VISIBILITY_TIMEOUT = 600
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_ENABLE_REMOTE_CONTROL = on_redis
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # nothing to remember between runs: beat only ticks
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "newarea.tasks.tick", "schedule": 15, "options": {"expires": 30}},
    "month-ends": {"task": "newarea.tasks.keep_month_ends", "schedule": 900, "options": {"expires": 600}},
}

# The API

# Holds the counts of the limits, in each process: neither Redis nor the database is asked. Of Django's 300 entries a
# few hundred other addresses would push out the one that was refused.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "newarea.api.authentication.TokenAuthentication",  # first, so that a refusal is a 401 and says how
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_PARSER_CLASSES": [
        "newarea.api.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
    "NUM_PROXIES": proxies,
    "DEFAULT_SCHEMA_CLASS": "newarea.api.schema.Schema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "newarea.api.errors.ExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "newarea.api.errors.ExceptionFormatter",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "New Area programme",
    "DESCRIPTION": "What a district has promised for a year, and where each promise stands on any day.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "Light": "newarea.api.serializers.LIGHTS",
        "ManualLight": "newarea.models.light_override.LightOverride.Light",
        "ReportState": "newarea.models.report.Report.State",
        "ProgrammeState": "newarea.models.programme.Programme.State",
    },
}

# Logs: lines for people by default, JSON in production, always to standard error

SIMPLE_HISTORY_REVERT_DISABLED = True
PROMETHEUS_EXPORT_MIGRATIONS = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO

shared_processors: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": shared_processors,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_codes,
                structlog.processors.JSONRenderer(ensure_ascii=False)
                if PRODUCTION
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": log_level},
    "loggers": {
        "django.request": {"level": "ERROR"},  # the request's own line says the rest
        "django.server": {"handlers": ["stderr"], "propagate": False},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *shared_processors,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
