"""The laws of API Gateway, one function each, one file per theme."""

from collections.abc import Callable
from typing import Any

from apicompiler.diagnostic import ERROR, Check, Rule, Severity


def rule(
    code: str,
    *,
    bad: str,
    good: str,
    evidence: str,
    severity: Severity = ERROR,
    binding: bool = False,
    cure: str = "",
) -> Callable[[Check], Rule]:
    """Make a rule out of the function that checks it; compiling rests on one that is *binding*.

    The function says the rest: its name is the rule's name, the first line of
    its docstring the law, the lines below the reason, and the type of its
    parameter which parts it wants to see.
    """

    def make(check: Any) -> Rule:
        subject = next(iter(check.__annotations__.values()))
        assert isinstance(subject, type), "modules of rules do not postpone their annotations"
        return Rule(
            code=code,
            name=check.__name__.replace("_", "-"),
            text=check.__doc__,
            evidence=evidence,
            bad=bad,
            good=good,
            severity=severity,
            subject=subject,
            check=check,
            binding=binding,
            cure=cure,
        )

    return make
