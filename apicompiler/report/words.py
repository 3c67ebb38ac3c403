"""What answers an operation, and who calls it, in a word or two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from apicompiler import extensions
from apicompiler.access import Guarded, Iam
from apicompiler.blueprint import MockIntegration
from apicompiler.grammar import mark
from apicompiler.graph.answers import BACKENDS
from apicompiler.methods import Method


def backend(method: Method) -> str:
    assert method.integration, "only what is sound is told of"
    chosen = method.integration.value
    if isinstance(chosen, extensions.Integration):
        return f"{chosen.type_} (document)"
    kind = BACKENDS[mark(type(chosen))]
    return kind if isinstance(chosen, MockIntegration) else f"{kind} {chosen.key}"


def caller(method: Method) -> str:
    access = method.access.value
    if isinstance(access, Guarded):
        who = access.name
    else:
        who = "IAM" if isinstance(access, Iam) else "everybody"
    return f"{who} with a key" if method.api_key else who


def counted(words: Iterable[str]) -> list[str]:
    """Count equal words, those that are met most first."""
    return [f"{count} {word}" for word, count in sorted(Counter(words).items(), key=lambda item: -item[1])]
