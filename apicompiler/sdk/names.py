"""What a client is called where the user says nothing: by its blueprint, and its API where there are several."""

from __future__ import annotations

import re

from apicompiler.noun import Noun


class ClientName(Noun):
    """One name, as each language writes it."""

    words: tuple[str, ...]

    @property
    def dashed(self) -> str:
        return "-".join(self.words)

    @property
    def snake(self) -> str:
        return "_".join(self.words)

    @property
    def joined(self) -> str:
        return "".join(self.words)

    @property
    def camel(self) -> str:
        return "".join(word.capitalize() for word in self.words)

    @property
    def letters(self) -> str:
        return re.sub(r"[^A-Za-z]", "", self.camel) or "Client"


def client_name(*parts: str) -> ClientName:
    """Return the name that *parts* make together; no language lets one begin with a digit."""
    words = tuple(re.findall(r"[a-z0-9]+", " ".join(parts).lower()))
    return ClientName(words if words and words[0][0].isalpha() else ("client", *words))
