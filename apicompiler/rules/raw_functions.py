"""The functions of CloudFormation under `raw`: how they are written, and whether what they name is there."""

import re
from collections.abc import Iterator

from apicompiler import cloudformation
from apicompiler.addresses import addresses
from apicompiler.blueprint import Raw
from apicompiler.cloudformation.functions import (
    ELSEWHERE,
    FORMS,
    IN_SUB,
    PSEUDO,
    Call,
    Mention,
    calls,
    is_well_formed,
    mentions,
)
from apicompiler.diagnostic import WARNING, Finding, Findings, Replace
from apicompiler.division import divided
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

FUNCTIONS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html"
REF = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html"
ATTRIBUTES = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html"
)
SUB = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html"
OUTPUTS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html"
CANDIDATES = 500  # among which a name is looked for that somebody misspelt
QUEUES = "raw: {resources: {Orders: {Type: 'AWS::SQS::Queue'}, Failed: {Type: 'AWS::SQS::Queue', Properties: "


@rule(
    "AC2120",
    bad=QUEUES + "{QueueName: {'Fn::If': [IsProd, a, b]}}}}}",
    good=QUEUES + "{QueueName: 'failed-${env.name}'}}}}",
    evidence=FUNCTIONS,
)
def unknown_template_function(raw: Raw) -> Findings:
    """A function is one of CloudFormation's that asks for no condition, mapping or transform.

    What differs between environments stands in `values` and `set`.
    """
    for call in _calls(raw):
        if call.name in ELSEWHERE:
            yield Finding(
                at=call.at.key,
                message=f"`{call.name}` asks for a section of the template that there is none of",
                help="write `${env.…}`, or say what is different in the environment's `set`",
            )
        elif call.name not in FORMS:
            close = closest(call.name, FORMS)
            yield Finding(
                at=call.at.key,
                message=f"CloudFormation has no function `{call.name[:60]}`",
                help=f"did you mean `{close}`?" if close else f"known: {listed(FORMS)}",
                fix=Replace(call.at.key, f"'{close}'") if close else None,
            )


@rule(
    "AC2121",
    binding=True,
    bad=QUEUES + "{QueueName: {'Fn::GetAtt': Orders}}}}}",
    good=QUEUES + "{QueueName: {'Fn::GetAtt': [Orders, QueueName]}}}}}",
    evidence=FUNCTIONS,
)
def malformed_template_function(raw: Raw) -> Findings:
    """A function is given what it takes."""
    for call in _calls(raw):
        if call.name in FORMS and not is_well_formed(call):
            yield Finding(
                at=call.at, message=f"`{call.name}` takes something else", help=f"write it like `{FORMS[call.name][1]}`"
            )


@rule(
    "AC2122",
    binding=True,
    bad=QUEUES + "{QueueName: {Ref: Oders}}}}}",
    good=QUEUES + "{QueueName: {Ref: Orders}}}}}",
    evidence=REF,
)
def reference_to_nothing(target: Target) -> Findings:
    """What is named is a resource of `raw`, something the blueprint makes (`api:v1`), or a word of CloudFormation.

    A resource of `raw` that is left out in an environment is not there for others to name.
    """
    raw = target.blueprint.raw
    if raw is None:
        return
    known = _known(target)
    words = [*known, *PSEUDO]
    for mention in _mentions(raw):
        if mention.name not in known and mention.name not in PSEUDO:
            yield _nothing(mention.at, mention.name, words)
    for part in raw.parts:
        for index, name in enumerate(part.before):
            at = part.at / "DependsOn"
            if name not in known:
                yield _nothing(at if isinstance(part.depends_on, str) else at / index, name, words)


@rule(
    "AC2123",
    bad=QUEUES + "{QueueName: {'Fn::GetAtt': [Orders, Name]}}}}}",
    good=QUEUES + "{QueueName: {'Fn::GetAtt': [Orders, QueueName]}}}}}",
    evidence=ATTRIBUTES,
)
def unknown_attribute(target: Target) -> Findings:
    """An attribute that is read is one that the type of the resource has."""
    raw = target.blueprint.raw
    if raw is None:
        return
    types = _known(target)
    for mention in _mentions(raw):
        facts = cloudformation.facts(types.get(mention.name, ""))
        if mention.attribute is None or facts is None:
            continue
        known = facts["attributes"]
        if not any(re.fullmatch(_form(attribute), mention.attribute) for attribute in known):
            close = closest(mention.attribute, known)
            has = f"it has {listed(known[:12])}" if known else "write `Ref`, which gives its name or id"
            yield Finding(
                at=mention.at,
                message=f"`{mention.name}` has no attribute `{mention.attribute[:60]}`",
                help=f"did you mean `{close}`?" if close else has,
            )


@rule(
    "AC2124",
    severity=WARNING,
    bad=QUEUES + "{QueueName: '${Orders.QueueName}-failed'}}}}",
    good=QUEUES + "{QueueName: {'Fn::Sub': '${Orders.QueueName}-failed'}}}}}",
    evidence=SUB,
)
def variable_outside_of_sub(target: Target) -> Findings:
    """`${…}` is replaced in `Fn::Sub` only: anywhere else it is text, and deployed as it stands."""
    raw = target.blueprint.raw
    if raw is None:
        return
    known = {*_known(target), *PSEUDO}
    inside = {call.at.path for call in _calls(raw) if call.name == "Fn::Sub"}
    for text, at in raw.leaves:
        if isinstance(text, str) and not any(at.path[:length] in inside for length in range(len(at.path) + 1)):
            for name in re.findall(IN_SUB, text):
                if name.partition(".")[0] in known:
                    yield Finding(
                        at=at,
                        message=f"`${{{name}}}` is text here",
                        help="write it in `Fn::Sub`",
                    )


@rule(
    "AC2127",
    bad="""
    raw:
      resources: {Orders: {Type: 'AWS::SQS::Queue'}}
      outputs: {Queue: {Value: {Ref: Orders}, Export: {Name: {'Fn::GetAtt': [Orders, QueueName]}}}}
    """,
    good="""
    raw:
      resources: {Orders: {Type: 'AWS::SQS::Queue'}}
      outputs: {Queue: {Value: {Ref: Orders}, Export: {Name: 'orders-${env.name}'}}}
    """,
    evidence=OUTPUTS,
)
def export_named_after_a_resource(raw: Raw) -> Findings:
    """The name of an export is known before there are resources."""
    for output in raw.outputs.values():
        if output.export:
            for call in calls(output.export.name, output.export.at / "Name"):
                for mention in mentions(call):
                    if mention.name not in PSEUDO:
                        yield Finding(
                            at=mention.at,
                            message=f"the name of an export cannot come from `{mention.name}`",
                            help="write it with `${env.name}`, or with `AWS::StackName` in `Fn::Sub`",
                        )


@rule(
    "AC2128",
    bad="raw: {outputs: {A: {Value: a, Export: {Name: orders}}, B: {Value: b, Export: {Name: orders}}}}",
    good="raw: {outputs: {A: {Value: a, Export: {Name: orders}}, B: {Value: b, Export: {Name: books}}}}",
    evidence=OUTPUTS,
)
def repeated_export(raw: Raw) -> Findings:
    """Every export has a name of its own."""
    seen: set[str] = set()
    for output in raw.outputs.values():
        if output.export:
            name = str(output.export.name)
            if name in seen:
                yield Finding(
                    at=output.export.at / "Name",
                    message="another output is exported under this name",
                    help="choose another name",
                )
            seen.add(name)


def _known(target: Target) -> dict[str, str]:
    """Return what can be named, with its type."""
    raw = target.blueprint.raw
    written = {name: resource.type for name, resource in raw.resources.items()} if raw else {}
    lost = (str(path[2]) for path in target.lost if path[:2] == ("raw", "resources") and len(path) > 2)
    return {
        **dict.fromkeys(lost, ""),
        **{name: found.type for name, found in addresses(divided(target)).items()},
        **written,
    }


def _nothing(at: Location, name: str, known: list[str]) -> Finding:
    close = closest(name, known[:CANDIDATES])
    return Finding(
        at=at,
        message=f"nothing is called `{name[:60]}`",
        help=f"did you mean `{close}`?" if close else f"known: {listed(known[:20])}",
    )


def _form(attribute: str) -> str:
    """Return the form of an attribute's names: those of a map are not known before."""
    return re.escape(attribute).replace(r"\*", ".*")


def _calls(raw: Raw) -> Iterator[Call]:
    for value, at in raw.values:
        yield from calls(value, at)


def _mentions(raw: Raw) -> Iterator[Mention]:
    for call in _calls(raw):
        yield from mentions(call)
