"""What a search costs among many rows against few: of a word that every row has, that one has, that nothing has."""

import time
from datetime import date
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.year import a_year
from newarea.models import Officer

FEW, MANY, ROUNDS = 1, 100, 7  # projects of a hundred milestones, each with seven reports
WORDS = {
    "a word that every row has": "节点",
    "a word that one row has": "第77个民生项目",
    "a word that nothing has": "北冰洋",
}


def run(database_url: str) -> None:
    settings.ALLOWED_HOSTS, settings.DAY = ["*"], date(2023, 9, 15)
    a_year("few", projects=FEW, milestones=100)
    caller = Client()
    caller.force_login(
        Officer.objects.create(username="bench-search", role="leader"), settings.AUTHENTICATION_BACKENDS[-1]
    )
    few = {name: seconds_of(caller, word) for name, word in WORDS.items()}
    a_year("many", projects=MANY, milestones=100)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, word in WORDS.items():
        seconds = seconds_of(caller, word)
        told = f"{seconds * 1000:.0f} ms = {seconds / few[name]:.1f} x as long as among 100"
        print(f"search: {name}, among 10,100 milestones and 70,700 reports: {told}")


def look_for(caller: Client, word: str) -> None:
    answer = caller.get("/search/", {"q": word})
    assert answer.status_code == 200


def seconds_of(caller: Client, word: str) -> float:
    return median(timed(caller, word) for _ in range(ROUNDS))


def timed(caller: Client, word: str) -> float:
    begun = time.perf_counter()
    look_for(caller, word)
    return time.perf_counter() - begun
