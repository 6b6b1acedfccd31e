"""Settings of the portal, from the environment alone; the README's table "Configuration" lists the variables."""

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from portal import environment, languages
from portal.environment import BASE_DIR

PORTAL_ENV = environment.choice("PORTAL_ENV", ("local", "production"), "local")
PRODUCTION = PORTAL_ENV == "production"
DATA_DIR = environment.folder("PORTAL_DATA_DIR", BASE_DIR / "var")
PORT = environment.whole_number("PORT", 8000, 1, 65535)

DEBUG = not PRODUCTION and environment.choice("PORTAL_DEBUG", ("0", "1"), "0") == "1"
SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR, PRODUCTION)
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
if not ALLOWED_HOSTS:
    environment.stop("ALLOWED_HOSTS is missing; production needs the names that the portal is served under.")
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")

DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead log: readers do not wait for a writer. IMMEDIATE: two writers queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "modeltranslation",  # before django.contrib.admin
    "portal",
    "countries",
    "rights",
    "portal.desk.DeskConfig",  # django.contrib.admin, with the desk as its site
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
    "axes",
]

MIDDLEWARE = [
    "portal.pagecache.PageCacheMiddleware",  # outermost: what it keeps is final
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.ResponsePolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.LanguageOfPathMiddleware",
    "django.middleware.common.CommonMiddleware",
    # These four touch no cookie unless a page asks for a session, a form token or a message; public pages never do.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.DeskScriptsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked-out sign-in into its answer
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
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

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Signing in to the desk
TWO_FACTOR = environment.choice("PORTAL_TWO_FACTOR", ("0", "1"), "1" if PRODUCTION else "0") == "1"
if PRODUCTION and not TWO_FACTOR:
    environment.stop("PORTAL_TWO_FACTOR is 0; production requires the second factor.")
OTP_TOTP_ISSUER = "Victims’ rights portal"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it wants the address too; by name alone cannot be evaded by changing it
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "portal.middleware.no_address"  # sign-ins are slowed by name; no address is written down
CSRF_FAILURE_VIEW = "rights.desk.site.csrf_refused"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 12 * 3600

# Mail: to the console unless a server is named
EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.whole_number("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = bool(EMAIL_HOST)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "Victims’ rights portal <no-reply@localhost>")
DESK_ADDRESS = environment.text("DESK_ADDRESS", f"http://127.0.0.1:{PORT}/admin/")  # in mails that no request begins

# A published factsheet that is pasted on the desk, in any alphabet; what is longer gets a page that says so.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

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
SECURE_REFERRER_POLICY = "no-referrer"  # but under the desk: portal.middleware.ResponsePolicyMiddleware
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = environment.whole_number("HSTS_SECONDS", 31_536_000, 3600, 63_072_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# Nothing identifies a reader: errors are logged with their traceback, never with an address or a query string.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_reader": {"()": "portal.logs.WithoutReader"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_reader"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

RELEASE = "0.1.0"
