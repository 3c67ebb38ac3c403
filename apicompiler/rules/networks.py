"""Networks in policies: whether any call comes from them, and whether any does not."""

from collections.abc import Iterator

from apicompiler.blueprint import NetworkCaller
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.rules import rule
from apicompiler.rules.endpoints import DOOR
from apicompiler.target import Target

GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
CONDITION_KEYS = f"{GUIDE}apigateway-resource-policies-aws-condition-keys.html"
FLOW = f"{GUIDE}apigateway-authorization-flow.html"
# https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc4193
INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")


@rule(
    "AC1230",
    severity=WARNING,
    bad="policy: {allow: [{cidr: 10.0.0.0/8}]}",
    good=f"{DOOR}\npolicy: {{allow: [{{cidr: 10.0.0.0/8}}]}}",
    evidence=CONDITION_KEYS,
)
def private_network_outside(target: Target) -> Findings:
    """A public endpoint sees the public addresses of its callers.

    No call comes from a private network there: who is let in by one is kept out, and who is kept out is let in.
    """
    if target.door:
        return
    for caller in _networks(target):
        if any(_lies_in(str(caller.cidr), inside) for inside in INSIDE):
            yield Finding(
                at=caller.at / "cidr",
                message=f"no call of a public endpoint comes from `{caller.cidr}`",
                help="name the public addresses of the network, or write `endpoint: {private: …}`",
            )


@rule(
    "AC1231",
    bad="policy: {deny: [{cidr: 0.0.0.0/0}]}",
    good="policy: {deny: [{cidr: 203.0.113.0/24}]}",
    evidence=FLOW,
)
def everybody_kept_out(target: Target) -> Findings:
    """Somebody is not kept out.

    What is denied is denied, whatever else allows it: nobody could call.
    """
    for caller in target.denied:
        if isinstance(caller, NetworkCaller) and not caller.operations and _is_everybody(caller):
            yield Finding(
                at=caller.at / "cidr",
                message=f"`{caller.cidr}` is everybody",
                help="name those who are kept out, or write `allow` with those who are let in",
            )


@rule(
    "AC1232",
    severity=WARNING,
    bad="policy: {allow: [{cidr: 0.0.0.0/0}]}",
    good="policy: {allow: [{cidr: 203.0.113.0/24}]}",
    evidence=FLOW,
)
def everybody_let_in(target: Target) -> Findings:
    """Where networks are let in, some are not.

    A list with everybody in it reads like a restriction, and is none.
    """
    for caller in target.allowed:
        if isinstance(caller, NetworkCaller) and not caller.operations and _is_everybody(caller):
            yield Finding(
                at=caller.at / "cidr",
                message=f"`{caller.cidr}` is everybody, and the entries beside it bind nobody",
                help="remove it, or the whole `allow`",
            )


@rule(
    "AC1233",
    severity=WARNING,
    bad="policy: {allow: [{cidr: 203.0.113.0/24}], deny: [{cidr: 203.0.0.0/16}]}",
    good="policy: {allow: [{cidr: 203.0.0.0/16}], deny: [{cidr: 203.0.113.0/24}]}",
    evidence=FLOW,
)
def let_in_and_kept_out(target: Target) -> Findings:
    """Who is let in is not kept out at the same time: what is denied is denied."""
    denied = [found for found in target.denied if isinstance(found, NetworkCaller) and not found.operations]
    for caller in target.allowed:
        if isinstance(caller, NetworkCaller):
            for other in denied:
                if not _is_everybody(other) and _lies_in(str(caller.cidr), str(other.cidr)):
                    yield Finding(
                        at=caller.at / "cidr",
                        message=f"`{caller.cidr}` is kept out as a part of `{other.cidr}`",
                        help="remove one of them, or keep out a smaller network",
                        notes=(Note(other.at / "cidr", "kept out here"),),
                    )


def _networks(target: Target) -> Iterator[NetworkCaller]:
    yield from (caller for caller in (*target.allowed, *target.denied) if isinstance(caller, NetworkCaller))


def _is_everybody(caller: NetworkCaller) -> bool:
    return str(caller.cidr).endswith("/0")


def _lies_in(network: str, other: str) -> bool:
    from ipaddress import IPv4Network, IPv6Network, ip_network  # seldom needed, and not imported for nothing

    inner, outer = ip_network(network, strict=False), ip_network(other, strict=False)
    if isinstance(inner, IPv4Network):
        return isinstance(outer, IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and inner.subnet_of(outer)
