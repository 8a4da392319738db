"""How often each outcome stands in a result."""

from pathlib import Path

import polars as pl


def outcomes_of(path: Path) -> dict[str, int]:
    """The outcomes of one part of a result, each with its number."""
    found = pl.scan_parquet(path).group_by(pl.col("outcome").cast(pl.String)).len().collect()
    return dict(found.iter_rows())
