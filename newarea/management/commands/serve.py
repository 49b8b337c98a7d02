"""`make run`: prepares the embedded default, starts all of it and says where to look."""

import threading
import time
from datetime import date
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from waitress.server import BaseWSGIServer

from newarea import clock, embedded
from newarea.models import Officer


class Command(BaseCommand):
    help = "Run web, worker and beat in one process on the embedded default."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="the next free one if it is taken")
        parser.add_argument("--load", nargs="*", default=[], metavar="FILE", help="programme files to load first")
        parser.add_argument("--since", type=float, help="when the start began, in seconds of the epoch")

    def handle(self, *args: Any, **options: Any) -> None:
        began = options["since"] or time.time()
        refuse_production()
        call_command("migrate", verbosity=0)
        if options["load"]:
            call_command("load_programme", *options["load"])
        server = embedded.listen(options["host"], options["port"])
        if not settings.SITE_URL_IS_GIVEN:
            settings.SITE_URL = address(server)
        known = accounts()
        threading.Thread(target=self.announce, args=(server, options["port"], began, known), daemon=True).start()
        embedded.run(server)
        self.stdout.write("\nStopped. What was entered is kept; run again to go on.")

    def announce(self, server: BaseWSGIServer, wanted: int, began: float, known: list[str]) -> None:
        page = first_page(address(server))
        port = int(server.effective_port)
        taken = [f"Port {wanted} is taken; this is on {port}."] if port != wanted else []
        lines = [
            "",
            *taken,
            f"{page} after {time.time() - began:.1f} s.",
            "",
            f"  The site     {address(server)}/",
            f"  Its day      {described(clock.today())}",
            f"  Mails        {mails()}",
            f"  Everything   {settings.VAR}",
            *known,
            "",
            "Ctrl-C stops all of it.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def refuse_production() -> None:
    if settings.PRODUCTION or not settings.CELERY_BROKER_URL.startswith("memory:"):
        raise CommandError(
            "serve is for the embedded default, where the queue is in this process. "
            "docs/operations.md says how to run on PostgreSQL and Redis."
        )


def address(server: BaseWSGIServer) -> str:
    return f"http://{server.effective_host}:{server.effective_port}"


def first_page(url: str) -> str:
    """Asked for as a browser would, so that the time said is the time waited."""
    try:
        with urlopen(url, timeout=60) as answer:
            return f"The first page answered {answer.status}"
    except URLError as error:
        return f"The first page failed ({error})"


def described(day: date) -> str:
    held = " (held; make run DAY=2023-11-01 moves it)" if settings.DAY else ""
    return f"{day.isoformat()}{held}"


def mails() -> str:
    return f"files in {settings.MAIL_FOLDER}" if settings.MAILS == "files" else "sent by the mail server that was set"


def accounts() -> list[str]:
    """One account for each role, as far as its password is still the example's."""
    first = {officer.role: officer for officer in Officer.objects.filter(is_active=True).order_by("-pk")}
    known = [officer for officer in first.values() if officer.check_password(settings.EXAMPLE_PASSWORD)]
    if not known:
        return []
    head = ["", f"  Sign in at /accounts/sign-in/ with the password {settings.EXAMPLE_PASSWORD}"]
    rows = sorted(known, key=lambda officer: Officer.Role.values.index(officer.role))
    return head + [f"    {officer.username:<16} {officer.get_role_display()}  {officer}" for officer in rows]
