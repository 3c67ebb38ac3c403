"""Looks for what was made elsewhere and is named in the blueprint: by its ARN or id, or by what holds that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from apicompiler import pointers
from apicompiler.account.preflight.enquiry import ANYTHING, Enquiry, Look
from apicompiler.account.preflight.pointers import Kind, pointed
from apicompiler.account.preflight.proofs import certificate, proofs, zone
from apicompiler.account.trouble import Missing
from apicompiler.holdings import (
    Backend,
    Endpoint,
    Export,
    Function,
    Holding,
    Link,
    Parameter,
    Part,
    Pool,
    Secret,
    Stray,
    Stream,
    WebAcl,
)
from apicompiler.plan import CLOUDFRONT, Plan, named
from apicompiler.source import Location
from apicompiler.target import Target, filled
from apicompiler.written import VpcLinkId, Written


class Found(NamedTuple):
    """Something that is named, and what AWS knows it by."""

    at: Location
    name: str
    pointer: str
    region: str
    """Where it is."""

    @property
    def last(self) -> str:
        """What stands last in its ARN: the name itself, of most things."""
        return re.split(r"[:/]", self.name)[-1]

    @property
    def below(self) -> str:
        """What stands behind the first slash in its ARN: a name that may hold slashes itself."""
        return self.name.partition("/")[2] or self.name


def thing_looks(target: Target, plan: Plan) -> Iterator[Look]:
    """Yield a look at everything outside that is named, and at what it leads to."""
    for value, at, kinds in pointed(target.blueprint):
        if isinstance(value, pointers.SsmParameter | pointers.Export):
            yield Look(f"`{value}`", _holder, (value, at, kinds))
            yield Look(f"`{value}`", _led_to, (value, at, kinds, plan))
        elif isinstance(value, pointers.Secret):
            yield Look(f"`{value}`", _secret, (value, at))
        elif type(value) in KNOWN:
            for text in _texts(target, value):
                yield Look(f"`{text}`", _thing, (type(value), Found(at, text, "", _region(text, target)), plan))


def _texts(target: Target, value: Written) -> tuple[str, ...]:
    """Return what *value* is for each stage: the variables of one may stand in the ARN of a function."""
    return tuple(dict.fromkeys(filled(value.text, stage.variables) for stage in target.stages.values()))


def _region(text: str, target: Target) -> str:
    """Return the region in which a thing is, by its ARN; web ACLs of CloudFront are in that of CloudFront."""
    words = text.split(":")
    if ":global/webacl/" in text:
        return CLOUDFRONT
    return words[3] if len(words) > 5 and words[3] else str(target.environment.region)


def _wanted_region(target: Target, at: Location) -> str:
    """Return where that has to be which is named in a place: CloudFront reads what it needs in one region."""
    if at.path == ("cloudFront", "waf"):
        return CLOUDFRONT
    proof = proofs(target).get(at)
    return proof.region if proof else str(target.environment.region)


def _holder(
    enquiry: Enquiry, pointer: pointers.SsmParameter | pointers.Export, at: Location, kinds: tuple[Kind, ...]
) -> Iterator[Holding]:
    """Look at what holds a value: a parameter, or an export."""
    wanted = " or ".join(kind.WORDS for kind in kinds)
    value = enquiry.found(pointer)
    fits = not kinds or value == ANYTHING or any(kind.read(value) for kind in kinds)
    if isinstance(pointer, pointers.Export):
        yield Export(at, pointer.part("name"), bool(value), wanted, fits)
        return
    try:
        type = str(enquiry.parameter(pointer).get("Type", ""))
    except Missing:
        type = ""
    yield Parameter(at, pointer.part("name"), type, wanted, fits)


def _led_to(
    enquiry: Enquiry,
    pointer: pointers.SsmParameter | pointers.Export,
    at: Location,
    kinds: tuple[Kind, ...],
    plan: Plan,
) -> Iterator[Holding]:
    """Look at what a value leads to."""
    text, region = enquiry.found(pointer), _wanted_region(enquiry.target, at)
    for kind in kinds:
        if kind not in KNOWN or not (text == ANYTHING or kind.read(text)):
            continue
        found = Found(at, text, str(pointer), region if text == ANYTHING else _region(text, enquiry.target))
        if found.region == region or ":global/" in text:
            yield from _thing(enquiry, kind, found, plan)
        else:
            yield Stray(at, text, str(pointer), found.region, region)


def _thing(enquiry: Enquiry, kind: Kind, found: Found, plan: Plan) -> Iterator[Holding]:
    """Look at one thing; those of other accounts are not for us to see."""
    words = found.name.split(":")
    ours = str(enquiry.target.environment.account)
    if len(words) > 5 and words[4] not in ("", ours):
        return
    if kind is pointers.FunctionArn:
        yield _function(enquiry, found, plan)
    else:
        yield from LOOKS[kind](enquiry, found)


def _secret(enquiry: Enquiry, pointer: pointers.Secret, at: Location) -> Iterator[Holding]:
    is_read = at.path[0] != "functions"
    try:
        said = enquiry.ask("secretsmanager", "describe_secret", SecretId=pointer.name)
    except Missing:
        yield Secret(at, pointer.name, is_there=False, deleted="", is_read=is_read)
        return
    deleted = said.get("DeletedDate")
    yield Secret(at, pointer.name, is_there=True, deleted=f"{deleted:%Y-%m-%d}" if deleted else "", is_read=is_read)


def _function(enquiry: Enquiry, found: Found, plan: Plan) -> Holding:
    """Look at a function, and at the aliases and versions of it that are called."""
    words = found.name.split(":")
    arn, own = (":".join(words[:7]), words[7:]) if len(words) > 5 else (found.name, [])
    at, pointer = found.at, found.pointer
    try:
        said = enquiry.ask("lambda", "get_function_configuration", found.region, FunctionName=arn)
    except Missing:
        return Function(at, found.name, pointer, is_there=False, state="", reason="", missing=())
    called = {
        text.removeprefix(f"{pointer or arn}:") for text in _called(plan) if text.startswith(f"{pointer or arn}:")
    }
    missing = []
    for qualifier in sorted({*own, *called}):
        try:
            enquiry.ask("lambda", "get_function_configuration", found.region, FunctionName=arn, Qualifier=qualifier)
        except Missing:
            missing.append(qualifier)
    state, reason = said.get("State", ""), said.get("StateReason", "")
    return Function(at, arn, pointer, is_there=True, state=state, reason=reason, missing=tuple(missing))


def _called(plan: Plan) -> Iterator[str]:
    """Yield every function elsewhere that is called, with its alias or version."""
    yield from (named(leave.function) for leave in plan.permissions if leave.made_here is None)
    yield from (named(leave.function) for leave in plan.trigger_permissions if leave.made_here is None)


def _link(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
    """Look at a VPC link, which may be of either kind: each is known to a version of the control plane of its own."""
    for service, parameter, status, reason in (
        ("apigateway", "vpcLinkId", "status", "statusMessage"),
        ("apigatewayv2", "VpcLinkId", "VpcLinkStatus", "VpcLinkStatusMessage"),
    ):
        try:
            said = enquiry.ask(service, "get_vpc_link", **{parameter: found.name})
        except Missing:
            continue
        if said:
            yield Link(found.at, found.name, found.pointer, True, said.get(status, ""), said.get(reason, ""))
            return
    yield Link(found.at, found.name, found.pointer, is_there=False, status="", reason="")


def _endpoint(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
    try:
        answer = enquiry.ask("ec2", "describe_vpc_endpoints", VpcEndpointIds=[found.name])
    except Missing:
        answer = {}
    said: dict[str, Any] = next(iter(answer.get("VpcEndpoints", ())), {})
    state, service = said.get("State", ""), said.get("ServiceName", "")
    yield Endpoint(found.at, found.name, found.pointer, is_there=bool(said), state=state, service=service)


def _pool(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
    is_there = _answers(enquiry, "cognito-idp", "describe_user_pool", found.region, UserPoolId=found.last)
    yield Pool(found.at, found.name, found.pointer, is_there)


def _stream(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
    try:
        said = enquiry.ask("firehose", "describe_delivery_stream", found.region, DeliveryStreamName=found.last)
    except Missing:
        yield Stream(found.at, found.name, found.pointer, is_there=False, status="")
    else:
        status = said.get("DeliveryStreamDescription", {}).get("DeliveryStreamStatus", "")
        yield Stream(found.at, found.name, found.pointer, is_there=True, status=status)


def _web_acl(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
    words = found.name.split("/")
    name, id = words[-2:] if len(words) > 2 else (ANYTHING, ANYTHING)
    scope = "CLOUDFRONT" if found.at.path[:1] == ("cloudFront",) else "REGIONAL"
    is_there = _answers(enquiry, "wafv2", "get_web_acl", found.region, Name=name, Scope=scope, Id=id)
    yield WebAcl(found.at, found.name, found.pointer, is_there)


def _answers(enquiry: Enquiry, service: str, operation: str, region: str, **parameters: Any) -> bool:
    """Whether there is what is asked for."""
    try:
        enquiry.ask(service, operation, region, **parameters)
    except Missing:
        return False
    return True


def _image(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
    image = pointers.ImageUri(found.name)
    wanted = {"imageDigest": image.digest} if image.digest else {"imageTag": image.part("tag") or "latest"}
    account, repository = image.part("account"), image.part("repository")
    is_there = _answers(
        enquiry, "ecr", "describe_images", image.region,
        registryId=account, repositoryName=repository, imageIds=[wanted],
    )  # fmt: skip
    yield Part(found.at, found.name, found.pointer, is_there, kind="image")


Looking = Callable[[Enquiry, Found], Iterator[Holding]]


def _simple(
    thing: type[Part] | type[Backend], kind: str, service: str, operation: str, parameter: str, by: str
) -> Looking:
    """Make a look of which only matters whether it finds anything.

    It asks *by* the `name` of what is named, by the `last` word of it, or by what stands `below` in it.
    """

    def look(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
        is_there = _answers(enquiry, service, operation, found.region, **{parameter: getattr(found, by)})
        yield thing(found.at, found.name, found.pointer, is_there, kind=kind)

    return look


def _listed(kind: str, service: str, operation: str, parameter: str) -> Looking:
    """Make a look that names one thing and is answered with a list."""

    def look(enquiry: Enquiry, found: Found) -> Iterator[Holding]:
        is_there = _answers(enquiry, service, operation, found.region, **{parameter: [found.name]})
        yield Part(found.at, found.name, found.pointer, is_there, kind=kind)

    return look


LOOKS: Mapping[Kind, Looking] = {
    pointers.CertificateArn: lambda enquiry, found: certificate(enquiry, *found),
    pointers.ZoneId: lambda enquiry, found: zone(enquiry, found.at, found.name, found.pointer),
    VpcLinkId: _link,
    pointers.VpcEndpointId: _endpoint,
    pointers.UserPoolArn: _pool,
    pointers.DeliveryStreamArn: _stream,
    pointers.WebAclArn: _web_acl,
    pointers.ImageUri: _image,
    pointers.RoleArn: _simple(Part, "role", "iam", "get_role", "RoleName", "last"),
    pointers.UserArn: _simple(Part, "user", "iam", "get_user", "UserName", "last"),
    pointers.LayerArn: _simple(Part, "layer", "lambda", "get_layer_version_by_arn", "Arn", "name"),
    pointers.LoadBalancerArn: _listed("load balancer", "elbv2", "describe_load_balancers", "LoadBalancerArns"),
    pointers.ListenerArn: _listed("listener", "elbv2", "describe_listeners", "ListenerArns"),
    pointers.VpcId: _listed("VPC", "ec2", "describe_vpcs", "VpcIds"),
    pointers.SubnetId: _listed("subnet", "ec2", "describe_subnets", "SubnetIds"),
    pointers.SecurityGroupId: _listed("security group", "ec2", "describe_security_groups", "GroupIds"),
    pointers.QueueArn: _simple(Backend, "queue", "sqs", "get_queue_url", "QueueName", "last"),
    pointers.TopicArn: _simple(Backend, "topic", "sns", "get_topic_attributes", "TopicArn", "name"),
    pointers.TableArn: _simple(Backend, "table", "dynamodb", "describe_table", "TableName", "last"),
    pointers.StreamArn: _simple(Backend, "stream", "kinesis", "describe_stream_summary", "StreamARN", "name"),
    pointers.BusArn: _simple(Backend, "event bus", "events", "describe_event_bus", "Name", "below"),
    pointers.StateMachineArn: _simple(
        Backend, "state machine", "stepfunctions", "describe_state_machine", "stateMachineArn", "name"
    ),
}
"""How each kind of thing is looked for; a function is looked for with what is called of it."""
KNOWN = {*LOOKS, pointers.FunctionArn}
