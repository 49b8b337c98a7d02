"""The site's own settings with what only tests need."""

from newarea.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
