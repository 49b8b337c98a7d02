"""A small seeded sample of `make chaos`; it starts servers of its own, because it kills them."""

import subprocess
import sys

import pytest

from tests.servers import site


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_short_storm_loses_nothing_and_doubles_nothing():
    command = [sys.executable, "-m", "tests.chaos", "--kills", "5", "--people", "30", "--seed", "7"]
    done = subprocess.run(command, env=site.environment(), cwd=site.ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
