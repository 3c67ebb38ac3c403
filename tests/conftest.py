import sys
from pathlib import Path

import pytest
from hypothesis import settings

from apicompiler.dependencies import NotInstalled
from apicompiler.node import choose_node

choose_node()
settings.register_profile("busy", deadline=None)  # a machine that does other things, too, is no defect
settings.load_profile("busy")
sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser):
    parser.addoption("--record", action="store_true", help="write what is seen as what is expected")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Skip what installs the dependencies of an example where no index of packages can be reached."""
    try:
        return (yield)
    except NotInstalled as error:
        if "cannot be reached" in error.reason:
            pytest.skip(error.reason)
        raise


@pytest.fixture
def recorded(request):
    """Compare a text with the one that stands in a file; `--record` writes it there."""

    def compare(path, seen):
        if request.config.getoption("--record"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(seen, encoding="utf-8")
        assert path.exists(), f"nothing is recorded in {path}: run `pytest --record` and read what it writes"
        assert seen == path.read_text(encoding="utf-8")

    return compare
