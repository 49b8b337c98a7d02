from tests.api.conftest import _today, api, count_queries

__all__ = ["_today", "api", "count_queries"]
