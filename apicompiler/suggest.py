"""What to say to somebody who misspelt a word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

LONGEST = 200  # of a word that somebody misspelt


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that *word* was probably meant to be, or the empty string."""
    return _closest(word, tuple(known)) if len(word) <= LONGEST else ""


@lru_cache(maxsize=10_000)
def _closest(word: str, known: tuple[str, ...]) -> str:
    folded = {_folded(candidate): candidate for candidate in known}
    if _folded(word) in folded:
        return folded[_folded(word)]
    import difflib

    close = difflib.get_close_matches(word, known, n=1, cutoff=0.7)
    return close[0] if close else ""


def listed(words: Iterable[Any], joint: str = ", ") -> str:
    """Name *words* the way messages do."""
    return joint.join(f"`{word}`" for word in words)


def _folded(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")
