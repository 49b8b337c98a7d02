"""The site's own settings with what only tests need."""

from newarea.settings import *  # noqa: F403
from newarea.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, VAR

INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations", "zeal"]
MIDDLEWARE = ["tests.known_answers.KnownAnswers", "zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True  # a page that asks row by row fails its test
ZEAL_ALLOWLIST = [
    {"model": "*", "field": "get()"},  # a row read again after it was written
    {"model": "newarea.Programme", "field": "*"},  # the few drafts are checked one by one
]
WHITENOISE_AUTOREFRESH = True  # or each test client reads the list of all static files anew
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}  # a file, as in the embedded default, not memory
