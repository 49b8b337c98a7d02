"""Real servers for tests and measurements, each on a free port in a temporary folder, stopped by its process id.

    with postgres.server() as database, valkey.server() as redis, smtp.recorder() as mailbox: ...

They need no pytest; tests/conftest.py makes fixtures of them.
"""
