"""Makes the .mo files that are not in the repository, without gettext on the machine."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def catalogues() -> list[Path]:
    return sorted(settings.BASE_DIR.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_stale() -> list[Path]:
    """The catalogues that were newer than what was compiled from them."""
    stale = [po for po in catalogues() if is_stale(po)]
    for po in stale:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return stale


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


class Command(BaseCommand):
    help = "Compile the translation catalogues that have changed."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for po in compile_stale():
            self.stdout.write(f"compiled {po.relative_to(settings.BASE_DIR)}")
