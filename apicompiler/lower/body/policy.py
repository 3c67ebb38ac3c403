"""Lowers who may call at all to the resource policy of an API.

How API Gateway weighs it decides its form. A caller who signs, and belongs to
the account of the API, is let in by the policy or by a permission of IAM,
either of which suffices; from another account it takes both. So nothing here
lets in those who sign but where it names them: "everybody" means everybody
whom an operation does not ask to sign. And as what is merely not allowed may
still be permitted by IAM or by a Lambda authorizer, a list of networks is also
denied to everybody outside of them.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from apicompiler.access import Iam
from apicompiler.blueprint import (
    AccountCaller,
    AnyCaller,
    NetworkCaller,
    OrganizationCaller,
    RoleCaller,
    VpcCaller,
    VpcEndpointCaller,
)
from apicompiler.lower.doors import doors
from apicompiler.openapi import ANY
from apicompiler.target import Target

Lowered = dict[str, Any]
Condition = dict[str, Lowered]

EVERYTHING = ["execute-api:/*"]
PREFLIGHTS = ["execute-api:/*/OPTIONS/*"]
SIGNER = "aws:PrincipalAccount"
"""The key of a condition that only requests have which were signed and found right."""
OPPOSITE = {"StringEquals": "StringNotEquals", "IpAddress": "NotIpAddress"}


def lower_policy(target: Target, key: str) -> Lowered:
    """Return the policy of an API, empty where nothing is said about who may call."""
    if not (target.door or target.allowed or target.denied):
        return {}
    unsigned = _unsigned(target, key)
    statements = list(_allowed(target, key, unsigned))
    if target.allowed and target.blueprint.cors and not is_fence(target.allowed):
        # A browser does not say who sends a preflight.
        statements.append(_statement("Allow", "*", PREFLIGHTS, unsigned))
    for callers in _alike(target.denied):
        statements.append(_named("Deny", target, key, callers, {}))
    if is_fence(target.allowed):
        statements.append(_statement("Deny", "*", EVERYTHING, _outside(target, target.allowed)))
    if target.door:
        statements.append(_elsewhere(target))
    return {"Version": "2012-10-17", "Statement": [statement for statement in statements if statement["Resource"]]}


def door_policy(target: Target) -> Lowered:
    """Return the policy of a private domain: whoever comes through the doors is let in, and meets that of the API.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains-tutorial.html
    """
    return {"Version": "2012-10-17", "Statement": [_statement("Allow", "*", EVERYTHING, {}), _elsewhere(target)]}


def is_fence(allowed: tuple[AnyCaller, ...]) -> bool:
    """Whether *allowed* says where every call must come from."""
    return bool(allowed) and not any(caller.IS_PRINCIPAL or caller.operations for caller in allowed)


def resource(method: str, path: str) -> str:
    """Return what stands for one operation in a policy, in any stage."""
    return f"execute-api:/*/{'*' if method == ANY else method}" + re.sub(r"\{[^}]*\}", "*", path)


def _unsigned(target: Target, key: str) -> Condition:
    """Leave out of everybody those who sign, where an operation of the API asks for it."""
    signing = any(isinstance(method.access.value, Iam) for method in target.methods[key])
    return {"Null": {SIGNER: "true"}} if signing else {}


def _allowed(target: Target, key: str, unsigned: Condition) -> Iterator[Lowered]:
    if not target.allowed:
        yield _statement("Allow", "*", EVERYTHING, unsigned)
    for callers in _alike(target.allowed):
        if isinstance(callers[0], OrganizationCaller):
            # The account of the API is in the organization too, and has permissions of its own.
            own: Condition = {"StringNotEquals": {SIGNER: str(target.environment.account)}}
        else:
            own = {} if callers[0].IS_PRINCIPAL else unsigned
        yield _named("Allow", target, key, callers, own)


def _alike(callers: Iterable[AnyCaller]) -> Iterator[tuple[AnyCaller, ...]]:
    """Gather the callers that one statement can name."""
    groups: dict[tuple[type, tuple[str, ...]], tuple[AnyCaller, ...]] = {}
    for caller in callers:
        alike = type(caller), caller.operations
        groups[alike] = (*groups.get(alike, ()), caller)
    yield from groups.values()


def _named(effect: str, target: Target, key: str, callers: tuple[AnyCaller, ...], besides: Condition) -> Lowered:
    names = [caller.name for caller in callers]
    resources = _resources(target, key, callers[0])
    if isinstance(callers[0], AccountCaller):
        partition = target.environment.region.partition
        names = [f"arn:{partition}:iam::{name}:root" for name in names]
    if isinstance(callers[0], AccountCaller | RoleCaller):
        return _statement(effect, {"AWS": names}, resources, besides)
    operator, word = _key(target, callers[0])
    return _statement(effect, "*", resources, {operator: {word: names}, **besides})


def _resources(target: Target, key: str, caller: AnyCaller) -> list[str]:
    if not caller.operations:
        return EVERYTHING
    found = (
        resource(method.operation.method, target.published_path(name, method.operation))
        for name in target.together(key)
        for method in target.meant(caller, name)
    )
    return sorted(set(found))


def _key(target: Target, caller: AnyCaller) -> tuple[str, str]:
    """Return the operator and the key of the condition that knows such a caller.

    The interface endpoint of a private API replaces the address of a caller.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
    """
    if isinstance(caller, NetworkCaller):
        return "IpAddress", "aws:VpcSourceIp" if target.door else "aws:SourceIp"
    words = {
        VpcEndpointCaller: "aws:SourceVpce",
        VpcCaller: "aws:SourceVpc",
        OrganizationCaller: "aws:PrincipalOrgID",
    }
    return "StringEquals", words[type(caller)]


def _outside(target: Target, allowed: tuple[AnyCaller, ...]) -> Condition:
    """Describe whoever comes from none of several networks: all conditions of a statement hold at once."""
    condition: Condition = {}
    for callers in _alike(allowed):
        operator, word = _key(target, callers[0])
        condition.setdefault(OPPOSITE[operator], {})[word] = [caller.name for caller in callers]
    return condition


def _elsewhere(target: Target) -> Lowered:
    """Keep out whoever comes through none of the interface endpoints, neither ours nor those of others."""
    ours = list(doors(target).values())
    theirs = [caller.name for caller in target.allowed if isinstance(caller, VpcEndpointCaller)]
    through = ours + [name for name in theirs if name not in ours]
    return _statement("Deny", "*", EVERYTHING, {"StringNotEquals": {"aws:SourceVpce": through}})


def _statement(effect: str, principal: Any, resources: list[str], condition: Condition) -> Lowered:
    statement: Lowered = {
        "Effect": effect,
        "Principal": principal,
        "Action": "execute-api:Invoke",
        "Resource": resources,
    }
    return statement | ({"Condition": condition} if condition else {})
