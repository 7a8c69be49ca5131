"""Settings of the DEH portal: one file, driven by the environment (docs/operations.md lists the variables)."""

import sys
from pathlib import Path

import environ
import structlog
from django.utils.translation import gettext_lazy as _

from dehportal.logs import mask_links

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environ.Env().str("VAR_DIR", default=str(BASE_DIR / "var")))
env = environ.Env()
environ.Env.read_env(VAR_DIR / "env", overwrite=False)

# What kind of installation this is -------------------------------------------------------------------------------
PRODUCTION = env.str("DEH_ENV", default="development") == "production"  # dehportal/production.py judges the rest
DEMO = env.bool("DEMO", default=False)
TESTING = "pytest" in sys.modules
DEBUG = env.bool("DEBUG", default=False)
INSECURE_SECRET = "insecure-secret-for-development-only"
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
DATA_PACK = Path(env.str("DATA_PACK", default=str(BASE_DIR.parent / "shared" / "data")))

# Applications, lowest layer last -----------------------------------------------------------------------------------
PORTAL_APPS = [
    "dashboards",
    "committees",
    "strategies",
    "bottlenecks",
    "trade",
    "products",
    "escalations",
    "workflow",
    "notices",
    "cases",
    "institutions",
    "geography",
    "accounts",
]
INSTALLED_APPS = [
    "dehportal",
    *PORTAL_APPS,
    "pghistory.admin",  # before the pages whose buttons it adds to
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "pgtrigger",
    "pghistory",
    "rest_framework",
]
if TESTING:
    INSTALLED_APPS.append("tests.toy")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dehportal.headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionLifetimeMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "institutions.middleware.ActorMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "dehportal.unstorable.UnstorableCharactersMiddleware",
]

ROOT_URLCONF = "dehportal.urls"
WSGI_APPLICATION = "dehportal.wsgi.application"
ASGI_APPLICATION = "dehportal.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "dehportal.context.portal",
            ],
        },
    },
]

# Database: the runtime role owns no table; migrations and loaders run as the owner (DEH_AS_OWNER=1) ------------------
_runtime_url = env.str("DATABASE_URL", default="postgres://deh@127.0.0.1:5432/deh")
_owner_url = env.str("DATABASE_OWNER_URL", default="")
_as_owner = bool(_owner_url) and env.bool("DEH_AS_OWNER", default=False)
DATABASES = {
    "default": {
        **env.db_url_config(_owner_url if _as_owner else _runtime_url),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DATABASES["default"]["OPTIONS"]["application_name"] = env.str("APPLICATION_NAME", default="deh")
RUNTIME_ROLE = env.str("RUNTIME_ROLE", default=env.db_url_config(_runtime_url)["USER"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Celery: the broker only nudges; the rows in the database are the truth (docs/adr) ------------------------------------
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}  # a page does not
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

CACHES = {
    "default": {
        "BACKEND": "dehportal.caches.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}

# Mail ---------------------------------------------------------------------------------------------------------------
CATCHER_HOST = env.str("CATCHER_HOST", default="127.0.0.1")  # where `manage.py catch_mail` listens
CATCHER_PORT = env.int("CATCHER_PORT", default=1025)
vars().update(env.email_url("EMAIL_URL", default=f"smtp://127.0.0.1:{CATCHER_PORT}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="DEH portal <no-reply@deh.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security: strict as soon as the site is served over https ------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)  # a proxy of ours sets X-Forwarded-For and X-Forwarded-Proto
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUST_PROXY else 0
X_FRAME_OPTIONS = "DENY"
CSP_FORM_ACTION = env.list("CSP_FORM_ACTION", default=[])  # origins of sign-in providers, e.g. https://parichay.nic.in

# Logs: one JSON object a line on stderr -------------------------------------------------------------------------------
_log_processors = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    mask_links,
]
structlog.configure(
    processors=[*_log_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _log_processors,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}

PGHISTORY_ADMIN_ALL_EVENTS = False  # the history of one row or table, not of everything at once

# Languages and time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("hi", _("Hindi"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Kolkata"
USE_I18N = True
FORMAT_MODULE_PATH = "dehportal.formats"  # digits grouped as in India
USE_TZ = True

# Static files and evidence ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
_packed = "whitenoise.storage.CompressedManifestStaticFilesStorage"  # hashed names, gzip and brotli
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _plain if DEBUG or TESTING else _packed},
}
WHITENOISE_MANIFEST_STRICT = False
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(VAR_DIR / "evidence")))
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")  # "host:port" or a socket path; empty: no scanner

# Accounts -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"

SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the administrator enters the address of an officer, from the order
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[DEH] "
ACCOUNT_SESSION_REMEMBER = False  # a session also ends with the browser: offices share computers
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on; all others end
ACCOUNT_RATE_LIMITS = {
    "login": env.str("LOGIN_RATE", default="30/m/ip"),
    "login_failed": env.str("LOGIN_FAILED_RATE", default="20/m/ip,5/5m/key"),
}
USERSESSIONS_TRACK_ACTIVITY = False  # accounts/middleware.py notes it once a minute

MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_TOTP_TOLERANCE = 1  # telephones whose clock is up to half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True
STATE_AND_CENTRE = ["sepc", "state_department", "regional_authority", "central_agency", "apex", "staff"]
MFA_REQUIRED_FOR_KINDS = env.list("MFA_REQUIRED_FOR_KINDS", default=STATE_AND_CENTRE if PRODUCTION else [])
SECOND_FACTOR_RULE = "dehportal.second_factor.must_have_second_factor"
SECOND_FACTOR_EXEMPT = ("/accounts/", "/i18n/", "/healthz", "/readyz", "/static/")

OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")  # empty: no sign-in service
OIDC_NAME = env.str("OIDC_NAME", default="Parichay")
_oidc = {
    "provider_id": "oidc",
    "name": OIDC_NAME,
    "client_id": env.str("OIDC_CLIENT_ID", default=""),
    "secret": env.str("OIDC_CLIENT_SECRET", default=""),
    "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
}
if OIDC_ISSUER and not CSP_FORM_ACTION:  # the login form is answered with a redirect to the service
    CSP_FORM_ACTION = ["/".join(OIDC_ISSUER.split("/")[:3])]
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SignInServiceAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_oidc] if OIDC_ISSUER else []}}
SOCIALACCOUNT_STORE_TOKENS = False

# The API for systems (docs/api.md) ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "institutions.authentication.BodyToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["institutions.authentication.IsSomebody"],
    "DEFAULT_THROTTLE_CLASSES": ["institutions.authentication.PerActor"],
    "DEFAULT_THROTTLE_RATES": {"api": env.str("API_RATE", default="600/min")},
    "DEFAULT_PARSER_CLASSES": ["workflow.payload.StrictJSONParser", "workflow.payload.BoundedMultiPartParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "workflow.problems.as_problem",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "DEH portal",
    "VERSION": "1",
    "DESCRIPTION": "Cases of Districts as Export Hubs for connected systems. A guide with examples is in docs/api.md.",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["workflow.schema.add_inputs", "dehportal.api.add_logging"],
}

# Working rules with defaults from docs (each can be changed by the operator) ------------------------------------------
NOTICE_BUNDLE_MINUTES = env.int("NOTICE_BUNDLE_MINUTES", default=1 if DEMO else 15)
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=10 if DEMO else 60)
