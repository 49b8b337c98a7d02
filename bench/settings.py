"""The site's own settings with one more address, the constant view that pages are measured against."""

from newarea.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
