"""What the registry needs beside the program itself, and what to do where it is missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sot_engine.errors import MachineLacks, extra

LIBRARIES = ("polars", "numpy", "matplotlib", "scipy", "statsmodels", "sklearn")


@contextmanager
def registry_extra() -> Iterator[None]:
    """Imports inside are of the extra `registry`.

    Errors: MachineLacks with the command that installs it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in LIBRARIES:
            raise
        message = f"registries need {missing}, which is not installed"
        raise MachineLacks(message, hint=extra("registry")) from None
