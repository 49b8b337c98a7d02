from datetime import date

from newarea.actions.loading.loading import Loading


def known_since(loading: Loading) -> date:
    """What the report promised is known from the day it was given, or from the adoption where that is all we know."""
    year = loading.year
    return min(year.reported_on or year.adopted_on or loading.until, loading.until)
