"""What is written under `raw`: names, types and properties of resources, held against CloudFormation's own schemas."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from apicompiler import cloudformation
from apicompiler.addresses import raw_parts
from apicompiler.blueprint import Raw, RawResource
from apicompiler.cloudformation.demands import Violation, violations
from apicompiler.diagnostic import WARNING, Finding, Findings, Replace
from apicompiler.limits import LOGICAL_ID
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

ANATOMY = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html"
TYPES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html"
SCHEMAS = "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html"
STREAM = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html"
FUNCTION = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html"
LOGS = "docs/decisions/0008-no-roles-of-the-account.md"
SNAPSHOTS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html"
REPLACED = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html"
)
TYPE = r"Custom::[A-Za-z0-9_@-]{1,60}|[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?"
SNAPSHOT_TYPES = (
    "AWS::DocDB::DBCluster", "AWS::EC2::Volume", "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup", "AWS::Neptune::DBCluster", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
)  # fmt: skip


def one(properties: str, type: str = "AWS::SQS::Queue") -> str:
    """Write a blueprint with one resource."""
    return f"raw: {{resources: {{Orders: {{Type: '{type}', Properties: {{{properties}}}}}}}}}"


@rule(
    "AC2100",
    binding=True,
    bad="raw: {resources: {order-queue: {Type: 'AWS::SQS::Queue'}}}",
    good="raw: {resources: {OrderQueue: {Type: 'AWS::SQS::Queue'}}}",
    evidence=ANATOMY,
)
def invalid_logical_id(raw: Raw) -> Findings:
    """The name of a resource and of an output holds letters and digits only, at most 255."""
    for part in (*raw.resources.values(), *raw.outputs.values()):
        if not re.fullmatch(rf"[A-Za-z0-9]{{1,{LOGICAL_ID}}}", part.key):
            words = re.findall(r"[A-Za-z0-9]+", part.key)
            accepted = "".join(word[:1].upper() + word[1:] for word in words)[:LOGICAL_ID]
            yield Finding(
                at=part.at.key,
                message=f"`{part.key[:60]}` cannot be a logical id",
                help=f"write `{accepted}`" if accepted else "use letters and digits",
                fix=Replace(part.at.key, accepted) if accepted else None,
            )


@rule(
    "AC2102",
    binding=True,
    bad="raw: {resources: {Orders: {Type: AWS.SQS.Queue}}}",
    good="raw: {resources: {Orders: {Type: 'AWS::SQS::Queue'}}}",
    evidence=ANATOMY,
)
def malformed_resource_type(resource: RawResource) -> Findings:
    """A type is three words with `::` between them, or `Custom::` and a name."""
    if not re.fullmatch(TYPE, resource.type):
        accepted = re.sub(r"[.:/]+", "::", resource.type)
        known = accepted if accepted in cloudformation.types() else closest(accepted, _beside(accepted))
        yield Finding(
            at=resource.at / "Type",
            message=f"`{resource.type[:60]}` is no type of a resource",
            help=f"did you mean `{known}`?" if known else "write it like `AWS::SQS::Queue`",
            fix=Replace(resource.at / "Type", f"'{known}'") if known else None,
        )


@rule(
    "AC2103",
    severity=WARNING,
    bad="raw: {resources: {Orders: {Type: 'AWS::SQS::Queues'}}}",
    good="raw: {resources: {Orders: {Type: 'AWS::SQS::Queue'}}}",
    evidence=TYPES,
)
def unknown_resource_type(resource: RawResource) -> Findings:
    """A type is one of which something is known here: nothing of any other is checked.

    AWS has new types every week. What is not checked before is refused when it is deployed, if at all.
    """
    type = resource.type
    if type.startswith("AWS::") and re.fullmatch(TYPE, type) and type not in cloudformation.types():
        close = closest(type, _beside(type))
        yield Finding(
            at=resource.at / "Type",
            message=f"nothing is known about `{type}`, and nothing of it is checked",
            help=f"did you mean `{close}`?" if close else "look it up in the reference of CloudFormation",
            fix=Replace(resource.at / "Type", close) if close else None,
        )


@rule("AC2104", bad=one("QueuName: orders"), good=one("QueueName: orders"), evidence=SCHEMAS)
def unknown_property(target: Target) -> Findings:
    """A property is one that the type has."""
    for found, at in _violations(target, "unknown"):
        word = str(found.path[-1])
        close = closest(word, found.known)
        yield Finding(
            at=at.key,
            message=f"there is no property `{word[:60]}`",
            help=f"did you mean `{close}`?" if close else f"known here: {listed(found.known[:20])}",
            fix=Replace(at.key, close) if close else None,
        )


@rule(
    "AC2105",
    bad=one("DisplayName: Orders, Subscription: [{Protocol: sqs}]", "AWS::SNS::Topic"),
    good=one("DisplayName: Orders, Subscription: [{Protocol: email, Endpoint: a@example.com}]", "AWS::SNS::Topic"),
    evidence=SCHEMAS,
)
def missing_property(target: Target) -> Findings:
    """A property that the type asks for is written."""
    for found, at in _violations(target, "missing"):
        yield Finding(at=at, message=f"the property {found.text}", help=f"write `{found.known[0]}: …`")


@rule("AC2106", bad=one("DelaySeconds: [5]"), good=one("DelaySeconds: 5"), evidence=SCHEMAS)
def wrong_kind_of_property(target: Target) -> Findings:
    """What stands in a property is text, a number, a truth value, a list or a mapping, as the type asks for."""
    for found, at in _violations(target, "type"):
        yield Finding(at=at, message=_said(found), help="write what the reference of CloudFormation shows for it")


@rule(
    "AC2107",
    bad=one("StreamModeDetails: {StreamMode: on_demand}", "AWS::Kinesis::Stream"),
    good=one("StreamModeDetails: {StreamMode: ON_DEMAND}", "AWS::Kinesis::Stream"),
    evidence=STREAM,
)
def unknown_word_in_property(target: Target) -> Findings:
    """Where a property takes one of a few words, it is one of them; capitals count."""
    for found, at in _violations(target, "word"):
        close = closest(_text(found), found.known)
        yield Finding(
            at=at,
            message=_said(found),
            help=f"did you mean `{close}`?" if close else "write one of them",
            fix=Replace(at, close) if close else None,
        )


@rule(
    "AC2108",
    bad=one("Code: {ZipFile: x}, Role: 'arn:aws:iam::111111111111:role/a', MemorySize: 64", "AWS::Lambda::Function"),
    good=one("Code: {ZipFile: x}, Role: 'arn:aws:iam::111111111111:role/a', MemorySize: 128", "AWS::Lambda::Function"),
    evidence=FUNCTION,
)
def property_out_of_bounds(target: Target) -> Findings:
    """A number, a length and a count are within the bounds that the type sets."""
    for found, at in _violations(target, "bounds"):
        yield Finding(at=at, message=_said(found), help="write one within the bounds")


@rule(
    "AC2109",
    bad=one("Code: {ZipFile: x}, Role: books", "AWS::Lambda::Function"),
    good=one("Code: {ZipFile: x}, Role: 'arn:aws:iam::111111111111:role/books'", "AWS::Lambda::Function"),
    evidence=FUNCTION,
)
def malformed_property(target: Target) -> Findings:
    """Text has the form that the type asks for."""
    for found, at in _violations(target, "pattern"):
        yield Finding(at=at, message=_said(found), help="write it in this form")


@rule(
    "AC2110",
    bad=one("Tags: [{Key: a, Value: b}, {Key: a, Value: b}]", "AWS::Lambda::Function").replace(
        "{Tags", "{Code: {ZipFile: x}, Role: 'arn:aws:iam::111111111111:role/a', Tags"
    ),
    good=one("Tags: [{Key: a, Value: b}]", "AWS::Lambda::Function").replace(
        "{Tags", "{Code: {ZipFile: x}, Role: 'arn:aws:iam::111111111111:role/a', Tags"
    ),
    evidence=SCHEMAS,
)
def repeated_in_property(target: Target) -> Findings:
    """A list of things that are each another one names none of them twice."""
    for found, at in _violations(target, "repeated"):
        yield Finding(at=at, message=_said(found), help="write each once")


@rule(
    "AC2111",
    bad=one("Arn: 'arn:aws:sqs:eu-west-1:111111111111:orders'"),
    good=one("QueueName: orders"),
    evidence=SCHEMAS,
)
def property_that_is_only_read(target: Target) -> Findings:
    """What CloudFormation says of a resource after it was made is read with `Fn::GetAtt`, and never written."""
    for part, type, _ in raw_parts(target):
        facts = cloudformation.facts(type) or {}
        for name in part.properties:
            if name in facts.get("readOnly", ()):
                yield Finding(
                    at=(part.at / "Properties" / name).key,
                    message=f"CloudFormation says what `{name}` is, and nobody else",
                    help="remove it",
                )


@rule("AC2112", binding=True, bad=one("DelaySeconds: null"), good=one("DelaySeconds: 0"), evidence=ANATOMY)
def null_in_a_resource(raw: Raw) -> Findings:
    """Nothing in a resource is `null`: what has no value is left out.

    Laid over something that is there, `null` removes it; in a list it has nothing to remove.
    """
    for part in raw.parts:
        for value, at in ((part.properties, part.at / "Properties"), (part.metadata, part.at / "Metadata")):
            for found in _nulls(dict(value), at, not isinstance(part, RawResource)):
                yield Finding(at=found, message="`null` is no value in a template", help="remove it")


@rule(
    "AC2113",
    binding=True,
    bad=one("Size: 9007199254740993", "Custom::Books"),
    good=one("Size: 5", "Custom::Books"),
    evidence=SCHEMAS,
)
def value_that_changes_on_the_way(raw: Raw) -> Findings:
    """A value comes out as it went in: numbers have at most 53 bits, and no text looks like a token of the CDK."""
    for value, at in raw.leaves:
        if isinstance(value, int | float) and not abs(value) <= 2**53:
            yield Finding(at=at, message=f"`{value:g}` is rounded on the way", help="write it as text")
        elif isinstance(value, str) and "${Token[" in value:
            yield Finding(at=at, message="the CDK would take `${Token[` for one of its own", help="remove it")


@rule(
    "AC2116",
    bad=one("CloudWatchRoleArn: 'arn:aws:iam::111111111111:role/logs'", "AWS::ApiGateway::Account"),
    good=one("QueueName: orders"),
    evidence=LOGS,
)
def account_settings_in_a_stack(resource: RawResource) -> Findings:
    """What belongs to the account stands in no API's stack.

    The role under which API Gateway writes logs is one for the account and region: deleting the stack that sets it
    stops the logs of every API there.
    """
    if resource.type == "AWS::ApiGateway::Account":
        yield Finding(
            at=resource.at / "Type",
            message="this is a setting of the account, and would go with the stack",
            help="remove it, and deploy what `apicompiler synth --account` compiles",
        )


@rule(
    "AC2117",
    bad="raw: {resources: {Orders: {Type: 'AWS::SQS::Queue', DeletionPolicy: Snapshot, UpdateReplacePolicy: Retain}}}",
    good="raw: {resources: {Orders: {Type: 'AWS::SQS::Queue', DeletionPolicy: Retain, UpdateReplacePolicy: Retain}}}",
    evidence=SNAPSHOTS,
)
def snapshot_of_what_has_none(target: Target) -> Findings:
    """`Snapshot` is for databases, caches and volumes: nothing else has snapshots."""
    for part, type, _ in raw_parts(target):
        for word, policy in (
            ("DeletionPolicy", part.deletion_policy),
            ("UpdateReplacePolicy", part.update_replace_policy),
        ):
            if policy == "Snapshot" and type.startswith("AWS::") and type not in SNAPSHOT_TYPES:
                yield Finding(at=part.at / word, message=f"nothing makes a snapshot of `{type}`", help="write `Retain`")


@rule(
    "AC2118",
    severity=WARNING,
    bad="raw: {resources: {Orders: {Type: 'AWS::SQS::Queue', DeletionPolicy: Retain}}}",
    good="raw: {resources: {Orders: {Type: 'AWS::SQS::Queue', DeletionPolicy: Retain, UpdateReplacePolicy: Retain}}}",
    evidence=REPLACED,
)
def kept_when_deleted_only(raw: Raw) -> Findings:
    """What outlives its stack outlives being replaced, too: changing its name, for example, replaces it."""
    for part in raw.parts:
        kept = (part.deletion_policy or "Delete") != "Delete"
        if kept and part.update_replace_policy is None:
            yield Finding(
                at=part.at / "DeletionPolicy",
                message="an update that replaces it deletes it all the same",
                help="write `UpdateReplacePolicy: Retain`, too",
            )


@cache
def _beside(type: str) -> tuple[str, ...]:
    """Return the types of the same service, which are few, or else all."""
    known = sorted(cloudformation.types())
    service = type.rpartition("::")[0] + "::"
    return tuple(name for name in known if name.startswith(service)) or tuple(known)


def _violations(target: Target, what: str) -> Iterator[tuple[Violation, Location]]:
    """Yield the demands of one kind that are not met, and where."""
    for part, type, is_patch in raw_parts(target):
        facts = cloudformation.facts(type) or {}
        for found in violations(dict(part.properties), facts, lenient=True, partial=is_patch):
            if found.what == what and not _is_only_read(found, facts):
                at = part.at / "Properties"
                for key in found.path:
                    at /= key
                yield found, at if found.path or part.properties else part.at.key


def _is_only_read(found: Violation, facts: Mapping[str, Any]) -> bool:
    return bool(found.path) and found.path[0] in facts.get("readOnly", ())


def _said(found: Violation) -> str:
    """Say what is wrong, and with which property."""
    name = next((key for key in reversed(found.path) if isinstance(key, str)), "")
    return f"`{name}`: {found.text}" if name else found.text


def _text(found: Violation) -> str:
    """Return the word that was written."""
    return found.text.split("`")[1]


def _nulls(value: Any, at: Location, may_remove: bool) -> Iterator[Location]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from () if inner is None and may_remove else _nulls(inner, at / key, may_remove)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _nulls(inner, at / index, False)
    elif value is None:
        yield at
