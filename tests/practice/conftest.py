"""What tests of practice share."""

from pathlib import Path

import pytest

from tests.practice.at_an_exam import BLUEPRINT


@pytest.fixture
def blueprint(tmp_path: Path) -> Path:
    file = tmp_path / "spring.yaml"
    file.write_text(BLUEPRINT, encoding="utf-8")
    return file
