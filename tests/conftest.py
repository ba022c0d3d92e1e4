"""Registers the fixtures of tests/support and how hard Hypothesis looks."""

import gc
import importlib.util
import os
import random
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.support")

pytest_plugins = [
    module
    for module in (
        "tests.support.browser",
        "tests.support.databases",
        "tests.support.installation",
        "tests.support.moderating",
    )
    if importlib.util.find_spec(module) is not None
]

# a loaded two-core machine is no reason to fail: no deadlines; in CI the same examples every time
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=2_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "here"))  # noqa: TID251 -- a switch of the tests, no setting of the app


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make test-long N= SEED=` hands in."""
    parser.addoption("--rounds", type=int, default=3, help="how often a long test repeats its fault")
    parser.addoption("--seed", type=int, default=1, help="what a long test draws its chances from")


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a test marked `long` repeats what it does."""
    return int(request.config.getoption("--rounds"))


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The chances of a test marked `long`: the same for the same --seed."""
    return random.Random(request.config.getoption("--seed"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Look for no garbage among thousands of tests: they all stay, as do the modules that they import."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a page needs a browser: mark it, so that `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
