"""The functions of CloudFormation: which there are, how they are written, and what they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from apicompiler.cloudformation.demands import is_function
from apicompiler.noun import Noun
from apicompiler.source import Location

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
PSEUDO = (
    "AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition", "AWS::Region", "AWS::StackId",
    "AWS::StackName", "AWS::URLSuffix",
)  # fmt: skip
# What asks for conditions, mappings or a transform of the template, which a blueprint has no place for.
ELSEWHERE = (
    "Fn::And", "Fn::Equals", "Fn::FindInMap", "Fn::ForEach", "Fn::If", "Fn::Length", "Fn::Not", "Fn::Or",
    "Fn::ToJsonString", "Fn::Transform", "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll",
    "Fn::ValueOf", "Fn::ValueOfAll",
)  # fmt: skip
IN_SUB = r"\$\{([^{}!][^{}]*)\}"


class Call(Noun):
    """A function where it stands, with what it is given."""

    name: str
    given: Any
    at: Location


class Mention(Noun):
    """Something that a function names: a resource, and perhaps one of its attributes."""

    name: str
    attribute: str | None
    at: Location


def calls(value: Any, at: Location) -> Iterator[Call]:
    """Yield every function in *value*, outermost first."""
    if isinstance(value, dict):
        name = next(iter(value)) if len(value) == 1 else ""
        if is_function(name):
            yield Call(name, value[name], at / name)
        for key, inner in value.items():
            yield from calls(inner, at / key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from calls(inner, at / index)


def mentions(call: Call) -> Iterator[Mention]:
    """Yield what *call* names; nothing where it is not well formed."""
    if not is_well_formed(call):
        return
    if call.name == "Ref":
        yield Mention(call.given, None, call.at)
    elif call.name == "Fn::GetAtt":
        name, attribute = _attribute(call.given)
        yield Mention(name, attribute, call.at)
    elif call.name == "Fn::Sub":
        text, own = (call.given, {}) if isinstance(call.given, str) else call.given
        for found in dict.fromkeys(re.findall(IN_SUB, text)):
            if found not in own:
                name, dot, attribute = found.partition(".")
                yield Mention(name, attribute if dot else None, call.at)


def replaced(value: Any, ids: Mapping[str, str]) -> Any:
    """Return *value* with the resources that its functions name called by their *ids*."""
    if isinstance(value, list):
        return [replaced(inner, ids) for inner in value]
    if not isinstance(value, dict):
        return value
    name = next(iter(value)) if len(value) == 1 else ""
    given: Any = value.get(name)
    if name == "Ref" and isinstance(given, str):
        return {name: ids.get(given, given)}
    if name == "Fn::GetAtt":
        of, attribute = _attribute(given)
        return {name: [ids.get(of, of), attribute]}
    if name == "Fn::Sub":
        if isinstance(given, str):
            return {name: _in_text(given, ids)}
        return {name: [_in_text(given[0], ids), replaced(given[1], ids)]}
    return {key: replaced(inner, ids) for key, inner in value.items()}


def _in_text(text: str, ids: Mapping[str, str]) -> str:
    def called(match: re.Match[str]) -> str:
        name, dot, attribute = match[1].partition(".")
        return f"${{{ids.get(name, name)}{dot}{attribute}}}"

    return re.sub(IN_SUB, called, text)


def _attribute(given: Any) -> tuple[str, str]:
    """Return the resource and the attribute of `Fn::GetAtt`, which may be written as one text."""
    if isinstance(given, str):
        name, _, attribute = given.partition(".")
        return name, attribute
    return given[0], given[1]


def is_well_formed(call: Call) -> bool:
    """Whether a function that is known here is given what it takes."""
    return call.name in FORMS and FORMS[call.name][0](call.given)


def _is_list(given: Any, *lengths: int) -> bool:
    return isinstance(given, list) and len(given) in lengths


def _is_attribute(given: Any) -> bool:
    if isinstance(given, str):
        return "." in given.strip(".")
    return _is_list(given, 2) and all(isinstance(part, str) and part for part in given)


def _is_sub(given: Any) -> bool:
    if isinstance(given, str):
        return True
    return _is_list(given, 2) and isinstance(given[0], str) and isinstance(given[1], dict)


def _is_many(given: Any) -> bool:
    """Whether *given* is a list, or becomes one."""
    return isinstance(given, list) or (isinstance(given, dict) and len(given) == 1 and is_function(next(iter(given))))


def _is_join(given: Any) -> bool:
    return _is_list(given, 2) and isinstance(given[0], str) and _is_many(given[1])


def _is_select(given: Any) -> bool:
    return _is_list(given, 2) and isinstance(given[0], str | int | dict) and _is_many(given[1])


def _is_split(given: Any) -> bool:
    return _is_list(given, 2) and isinstance(given[0], str) and isinstance(given[1], str | dict)


def _is_text(given: Any) -> bool:
    return isinstance(given, str) or (_is_many(given) and not isinstance(given, list))


FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "Ref": (lambda given: isinstance(given, str), "{Ref: Orders}"),
    "Fn::GetAtt": (_is_attribute, "{Fn::GetAtt: [Orders, Arn]}"),
    "Fn::Sub": (_is_sub, '{Fn::Sub: "${Orders.Arn}/*"}'),
    "Fn::Join": (_is_join, '{Fn::Join: ["-", [a, b]]}'),
    "Fn::Select": (_is_select, "{Fn::Select: [0, [a, b]]}"),
    "Fn::Split": (_is_split, '{Fn::Split: [",", "a,b"]}'),
    "Fn::Base64": (_is_text, "{Fn::Base64: text}"),
    "Fn::Cidr": (lambda given: _is_list(given, 2, 3), "{Fn::Cidr: [10.0.0.0/16, 4, 8]}"),
    "Fn::GetAZs": (_is_text, '{Fn::GetAZs: ""}'),
    "Fn::ImportValue": (_is_text, "{Fn::ImportValue: Orders}"),
}
"""Each function that may be written, with its form and an example."""
