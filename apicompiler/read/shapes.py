"""Takes values for what they should be; what has another shape is reported and passed over."""

from __future__ import annotations

from typing import Any

from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.read import trouble
from apicompiler.read.decode import WORDS
from apicompiler.source import Location


class Shapes:
    """What is looked at, one mistake not hiding the next."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def mapping(self, value: Any, at: Location) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.malformed(at, f"expected a mapping, found {WORDS[type(value)]}")
        return {}

    def sequence(self, value: Any, at: Location) -> list[Any]:
        if isinstance(value, list):
            return value
        self.malformed(at, f"expected a list, found {WORDS[type(value)]}")
        return []

    def text(self, value: Any, at: Location) -> str:
        if isinstance(value, str):
            return value
        self.malformed(at, f"expected text, found {WORDS[type(value)]}")
        return ""

    def malformed(self, at: Location, message: str, help: str = "") -> None:
        self.report(trouble.MALFORMED_DOCUMENT, at, message, help)

    def report(self, rule: Any, at: Location, message: str, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(rule, Finding(at=at, message=message, help=help)))
