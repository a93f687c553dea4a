"""Django's settings: nothing but the configuration, mapped."""

from __future__ import annotations

import os

from csp.constants import NONCE, SELF

from xiaobian.box.config import PACKAGE, config
from xiaobian.box.keys import secret_key
from xiaobian.box.stores import media_storage
from xiaobian.kernel.database import django_database

CONFIG = config()

SECRET_KEY = secret_key(CONFIG)
DEBUG = CONFIG.debug
PUBLIC_URL = CONFIG.public_url
SIGN_UP = CONFIG.sign_up
# host:port of the fake platforms that run beside a demonstration desk
DEMO_PLATFORMS = os.environ.get("XIAOBIAN_PLATFORMS", "") if CONFIG.demo else ""
OUTSIDE_ALLOW_PRIVATE = (*CONFIG.outside.allow_private, *filter(None, [DEMO_PLATFORMS]))
COLLECT_DURABLE = CONFIG.numbers.ack == "durable"
TRUSTED_PROXIES = CONFIG.server.trusted_proxies
OUTSIDE_TIMEOUT = CONFIG.outside.timeout_seconds
ALLOWED_HOSTS = ["*"]  # brands may bring their own domains; site.middleware refuses unknown ones
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    "xiaobian.kernel",
    "xiaobian.people",
    "xiaobian.accounts",
    "xiaobian.media",
    "xiaobian.drafts",
    "xiaobian.review",
    "xiaobian.publishing",
    "xiaobian.numbers",
    "xiaobian.site",
    "xiaobian.api",
    "xiaobian.web",
    # After our own, whose translations come first where both have a word: "Accounts" is 账号 here.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Readers' pages are answered here; sessions, sign-in and messages never hear of them.
    "xiaobian.site.middleware.HostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xiaobian.people.middleware.BrandMiddleware",
    "xiaobian.api.idempotency.IdempotencyMiddleware",
    "xiaobian.web.middleware.ReaderMiddleware",
]

ROOT_URLCONF = "xiaobian.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "xiaobian.web.shell.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "xiaobian.web.templatetags.desk",
            ],
        },
    }
]

PART = os.environ.get("XIAOBIAN_PART", "").partition("-")[0]  # web, worker, clock or nothing
DATABASES = {"default": django_database(os.environ.get("XIAOBIAN_DATABASE_DSN", ""), PART)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "xiaobian.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "xiaobian.people.forms.SignupForm"
ACCOUNT_FORMS = {"signup": "xiaobian.accounts.forms.WelcomeForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "xiaobian.people.adapter.MfaAdapter"
MFA_FORMS = {"add_webauthn": "xiaobian.people.passkeys.PasskeyForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are not verified: the desk works without mail
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Xiaobian"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CONFIG.public_url.startswith("http://")

ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.server.trusted_proxies

LANGUAGE_CODE = CONFIG.language
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]  # each in its own language
# Our own words go before those of Django and allauth; some packages with texts are no Django apps.
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale"))
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = CONFIG.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["xiaobian.web.formats"]

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "xiaobian.box.static.Finder",
]
MEDIA_ROOT = CONFIG.home / "media"
MEDIA_MAX_BYTES = CONFIG.media.max_upload_mb * 1024 * 1024
STORAGES = {
    "default": media_storage(CONFIG.media, MEDIA_ROOT),
    "staticfiles": {"BACKEND": "xiaobian.box.static.Storage"},
}
FILE_UPLOAD_HANDLERS = [
    "xiaobian.media.intake.Quota",  # what is too big is never written
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "xiaobian.media.intake.Spool",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_NAME = "desk"
CSRF_COOKIE_NAME = "desk-csrf"
CSRF_FAILURE_VIEW = "xiaobian.web.views.errors.csrf"
SECURE_COOKIES = CONFIG.public_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
EMAIL_BACKEND = "xiaobian.people.mail.Backend"
MAIL_URL = CONFIG.mail.url.get_secret_value() if CONFIG.mail.url else ""
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.mail.sender
LOGGING_CONFIG = None
