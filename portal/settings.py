"""Settings of the portal, from the environment alone; the README's table "Configuration" lists the variables."""

import tomllib

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from portal import environment, policies
from portal.environment import BASE_DIR
from portal.i18n import languages
from portal.i18n.formats import day_first

PRODUCTION = policies.PRODUCTION
DATA_DIR = environment.folder("PORTAL_DATA_DIR", BASE_DIR / "var")
PORT = environment.whole_number("PORT", 8000, 1, 65535)

DEBUG = not PRODUCTION and environment.choice("PORTAL_DEBUG", ("0", "1"), "0") == "1"
SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR, PRODUCTION)
SECRET_KEY_FALLBACKS = environment.names("SECRET_KEY_FALLBACKS")  # former ones, while a new one takes over
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
if not ALLOWED_HOSTS:
    environment.stop("ALLOWED_HOSTS is missing; production needs the names that the portal is served under.")
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")

DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "modeltranslation",  # before django.contrib.admin
    "portal",
    "portal.web",
    "countries",
    "rights",
    "rights.desk.apps.DeskConfig",  # django.contrib.admin, with the desk as its site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_prose_editor",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "portal.web.middleware.ResponsePolicyMiddleware",  # outermost: also for what the others refuse or find unchanged
    "portal.web.page_cache.PageCacheMiddleware",  # what it keeps is final but for the policies
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.web.middleware.LanguageOfPathMiddleware",
    "portal.web.middleware.HealthMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.web.bodies.BodySizeMiddleware",  # before the form token, which reads what was sent
    # These four touch no cookie unless a page asks for a session, a form token or a message; public pages never do.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.web.middleware.DeskScriptsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORCE_SCRIPT_NAME = ""  # the portal stands at the root of its host; no header and no variable moves it
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["portal.web.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# Languages. Maltese is missing from Django's own table.
LANG_INFO.setdefault("mt", {"bidi": False, "code": "mt", "name": "Maltese", "name_local": "Malti"})
LANGUAGE_CODE = languages.ENGLISH
LANGUAGES = languages.CHOICES
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = languages.ENGLISH
MODELTRANSLATION_LANGUAGES = languages.CODES
MODELTRANSLATION_FALLBACK_LANGUAGES = (languages.ENGLISH,)
USE_I18N = True
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
FORMAT_MODULE_PATH = "portal.i18n.formats"  # the languages whose dates Django reads otherwise than Europeans write
DATE_FORMAT, SHORT_DATE_FORMAT = day_first.DATE_FORMAT, day_first.SHORT_DATE_FORMAT  # of those that it does not know
DATETIME_FORMAT, SHORT_DATETIME_FORMAT = day_first.DATETIME_FORMAT, day_first.SHORT_DATETIME_FORMAT
DATE_INPUT_FORMATS, DATETIME_INPUT_FORMATS = day_first.DATE_INPUT_FORMATS, day_first.DATETIME_INPUT_FORMATS

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site loads them
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.web.storage.MinifiedStaticFilesStorage"},
}

# Signing in to the desk
TWO_FACTOR = environment.choice("PORTAL_TWO_FACTOR", ("0", "1"), "1" if PRODUCTION else "0") == "1"
if PRODUCTION and not TWO_FACTOR:
    environment.stop("PORTAL_TWO_FACTOR is 0; production requires the second factor.")
OTP_TOTP_ISSUER = "Victims’ rights portal"
# Who guesses is slowed down by counts in the memory of this process alone (portal/web/throttling.py).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}}
PROXIES = environment.whole_number("PROXIES", 1 if PRODUCTION else 0, 0, 9)  # that add to X-Forwarded-For, one by one
CSRF_FAILURE_VIEW = "rights.desk.site.csrf_refused"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # its cookie would be sent to every page

# Mail: to the console unless a server is named
EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.whole_number("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = bool(EMAIL_HOST)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "Victims’ rights portal <no-reply@localhost>")
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT")  # for /.well-known/security.txt
# What links in mails begin with: never what a request says of its host.
DESK_ADDRESS = environment.desk_address("DESK_ADDRESS", ALLOWED_HOSTS if PRODUCTION else [], PORT)

# A published factsheet that is pasted on the desk, in any alphabet; what is longer gets a page that says so.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# Files that are sent stay in memory; views say how large they may be (portal/web/bodies.py).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# Safety
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = policies.EVERY_RESPONSE["Referrer-Policy"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
CSRF_COOKIE_HTTPONLY = True  # scripts find the token in the page, or ask for it
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = policies.HSTS_SECONDS
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# Nothing identifies a reader: errors are logged by kind and place, never with an address, a query string or a message.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_reader": {"()": "portal.logs.WithoutReader"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["no_reader"]},
        "nowhere": {"class": "logging.NullHandler"},  # a logger without any handler would write to the console
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

with (BASE_DIR / "pyproject.toml").open("rb") as file:
    RELEASE = tomllib.load(file)["project"]["version"]
