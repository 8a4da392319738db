"""Nothing that a test writes stays on the machine, the kept forms of the packs included."""

import os
from atexit import register
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import settings

if "SOT_CACHE_DIR" not in os.environ:
    os.environ["SOT_CACHE_DIR"] = mkdtemp(prefix="sot-tests-")
    register(rmtree, os.environ["SOT_CACHE_DIR"], ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: many tests wait for a program, a disk or a server that they started."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")  # the same draws in every run, so that a red run can be made again
