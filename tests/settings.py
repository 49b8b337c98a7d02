"""The site's own settings with what only tests need."""

from newarea.settings import *  # noqa: F403
from newarea.settings import DATABASES, INSTALLED_APPS, VAR

INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}  # a file, as in the embedded default, not memory
