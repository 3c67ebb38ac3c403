"""Asks an account, each thing once, and writes down what was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from threading import Lock
from typing import Any, NamedTuple

from apicompiler.account.connection import Connection
from apicompiler.account.preflight.actions import Question, iam_action
from apicompiler.account.trouble import Busy, Denied, Missing, Silent
from apicompiler.holdings import Holding
from apicompiler.pointers import Export, SsmParameter
from apicompiler.target import Target

ANYTHING = "*"
"""What stands for a value that only the account knows."""


class Look(NamedTuple):
    """One thing to look up: what it is about, in words, and how."""

    about: str
    function: Callable[..., Iterable[Holding]]
    given: tuple[Any, ...] = ()
    """What the function is told besides."""

    def make(self, enquiry: Enquiry) -> Iterable[Holding]:
        return self.function(enquiry, *self.given)


class Unanswered(Exception):
    """A question to which the account gives no answer."""

    def __init__(self, action: str, reason: str, is_denied: bool) -> None:
        self.action, self.reason, self.is_denied = action, reason, is_denied
        super().__init__(reason)


class Enquiry:
    """What one environment of a blueprint asks of its account."""

    def __init__(self, connection: Connection | None, target: Target) -> None:
        self.target = target
        self.asked: list[Question] = []
        self._connection = connection
        self._lock = Lock()
        self._answers: dict[str, Future[Any]] = {}
        self._silent: dict[tuple[str, str], str] = {}

    def ask(self, service: str, operation: str, region: str = "", **parameters: Any) -> dict[str, Any]:
        """Return what the account answers.

        Raises:
            Missing, Refused: it is not there, or cannot be.
            Unanswered: the account would not say.
        """
        answer: dict[str, Any] = self._once(Question(service, operation, region, parameters), "")
        return answer

    def each(self, service: str, operation: str, key: str, region: str = "", **parameters: Any) -> tuple[Any, ...]:
        """Return what stands under *key* in all pages of an answer; raises what `ask` does."""
        answers: tuple[Any, ...] = self._once(Question(service, operation, region, parameters), key)
        return answers

    def found(self, pointer: SsmParameter | Export) -> str:
        """Return the value that is pointed at, or nothing where there is none."""
        if isinstance(pointer, Export):
            exports = self.each("cloudformation", "list_exports", "Exports")
            return next((str(made["Value"]) for made in exports if made["Name"] == pointer.part("name")), "")
        try:
            parameter = self.parameter(pointer)
        except Missing:
            return ""
        return str(parameter.get("Value", "")) if parameter.get("Type") == "String" else ""

    def parameter(self, pointer: SsmParameter) -> dict[str, Any]:
        """Return a parameter; what is encrypted stays so."""
        name, version = pointer.part("name"), pointer.part("version")
        asked = f"{name}:{version}" if version else name
        answer: dict[str, Any] = self.ask("ssm", "get_parameter", Name=asked)["Parameter"]
        return answer

    def _once(self, question: Question, key: str) -> Any:
        name = json.dumps([*question, key], sort_keys=True, default=str)
        with self._lock:
            answer = self._answers.get(name)
            if is_new := answer is None:
                answer = self._answers[name] = Future()
                self.asked.append(question)
        assert answer, "it was there, or is new"
        if is_new:
            try:
                answer.set_result(self._answer(question, key))
            except BaseException as error:
                answer.set_exception(error)
        return answer.result()

    def _answer(self, question: Question, key: str) -> Any:
        assert self._connection, "a rehearsal has answers of its own"
        service, operation, region, parameters = question
        if (service, region) in self._silent:  # whoever has not answered once is not waited for again
            raise Unanswered(iam_action(question), self._silent[service, region], is_denied=False)
        with self._lock:
            self._connection.client(service, region)  # to make one is nothing for several threads at once
        try:
            if key:
                return tuple(self._connection.each(service, operation, key, region, **parameters))
            return self._connection.ask(service, operation, region, **parameters)
        except Denied as error:
            raise Unanswered(iam_action(question), error.answer, is_denied=True) from None
        except Busy as error:
            raise Unanswered(iam_action(question), f"throttled to the last attempt: {error.answer}", False) from None
        except Silent as error:
            self._silent[service, region] = str(error)
            raise Unanswered(iam_action(question), str(error), is_denied=False) from None


class Rehearsal(Enquiry):
    """The same questions, asked of nobody: whatever only an account knows may be anything."""

    def __init__(self, target: Target) -> None:
        super().__init__(None, target)

    def found(self, pointer: SsmParameter | Export) -> str:
        super().found(pointer)
        return ANYTHING

    def _answer(self, question: Question, key: str) -> Any:
        if key:
            return ()
        if question.operation == "get_parameter":
            return {"Parameter": {"Type": "String", "Value": ANYTHING}}
        if question.operation == "list_hosted_zones_by_name":
            zone = {"Id": ANYTHING, "Name": question.parameters["DNSName"], "Config": {"PrivateZone": False}}
            return {"HostedZones": [zone]}
        return {}
