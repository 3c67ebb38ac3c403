"""Changes of an account that come several at a time: all of them are made, or none."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from apicompiler.account.trouble import Missing, Trouble, Unreachable


class Steps:
    """What was done within a `with`, and how it is taken back where something after it fails.

    *then* says how everything is afterwards.

    Raises:
        Trouble: what went wrong, and what is left where something could not be taken back.
    """

    def __init__(self, then: str = "nothing was changed") -> None:
        self._then = then
        self._back: list[tuple[Callable[[], object], str]] = []

    def done(self, back: Callable[[], object], left: str) -> None:
        """Note that a step was taken, what takes it *back*, and what is *left* where that fails."""
        self._back.append((back, left))

    def take(self, step: Callable[[], object], back: Callable[[], object], left: str) -> None:
        """Take a step; where nobody tells whether it was taken, it is taken back, too."""
        try:
            step()
        except Unreachable:
            self.done(back, left)
            raise
        self.done(back, left)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            return
        left = [words for back, words in reversed(self._back) if not _taken_back(back)]
        if left:
            said = str(error) or "interrupted"
            raise Trouble("\n  ".join([f"{said}\n  and this could not be taken back:", *left])) from None
        if isinstance(error, Trouble):
            raise Trouble(f"{error}; {self._then}") from None


def _taken_back(back: Callable[[], object]) -> bool:
    try:
        back()
    except Missing:
        return True
    except Trouble:
        return False
    return True
