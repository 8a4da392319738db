"""A door: `python cli.py …` is `sot …`, for those who would rather not install it."""

from sot_engine.cli.main import run

if __name__ == "__main__":
    run()
