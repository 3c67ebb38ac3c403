"""Chooses rules by the words that people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from apicompiler.diagnostic import Rule
from apicompiler.noun import Noun
from apicompiler.suggest import closest


class Catalogue(Noun):
    """Every rule, and those of each theme."""

    rules: tuple[Rule, ...]
    themes: Mapping[str, tuple[Rule, ...]]

    def named(self, word: str) -> tuple[Rule, ...]:
        """Return the rules that *word* means: one by code or name, several by theme or by how codes begin."""
        word = word.strip()
        if word.lower() in self.themes:
            return self.themes[word.lower()]
        begins = word.upper() if re.fullmatch(r"(?i)AC\d{0,4}", word) else None
        return tuple(
            rule for rule in self.rules if rule.name == word.lower() or (begins and rule.code.startswith(begins))
        )

    def codes(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(rule.code for word in words for rule in self.named(word))

    def closest(self, word: str) -> str:
        """Return what somebody may have meant who wrote *word*, which means no rule."""
        names = (name for rule in self.rules for name in (rule.code, rule.name))
        return closest(word.strip(), [*self.themes, *names])
