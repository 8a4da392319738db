"""Nothing that a test writes stays on the machine, the kept forms of the packs included."""

import os
from atexit import register
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import settings

if "SOT_CACHE_DIR" not in os.environ:
    os.environ["SOT_CACHE_DIR"] = mkdtemp(prefix="sot-tests-")
    register(rmtree, os.environ["SOT_CACHE_DIR"], ignore_errors=True)

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")  # the same draws in every run, so that a red run can be made again
