"""The terminal that everything is drawn on with rich."""

from typing import NoReturn

from rich.console import Console


class Terminal(Console):
    """A console whose reader may leave before the end; rich would end the program as if a check had failed."""

    def on_broken_pipe(self) -> NoReturn:
        """Let whoever called this program decide."""
        raise BrokenPipeError


def terminal() -> Terminal:
    """Standard output, where words have the look that they are given and no other."""
    return Terminal(highlight=False)
