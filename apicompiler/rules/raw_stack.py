"""What is written under `raw`, among everything else in its stack."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from apicompiler import plan
from apicompiler.blueprint import Raw
from apicompiler.cloudformation.functions import calls, mentions
from apicompiler.diagnostic import Finding, Findings
from apicompiler.noun import Noun
from apicompiler.outcome import Outcome
from apicompiler.plan import Output, Plan
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import listed

ANATOMY = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html"
CYCLES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"
OF_THE_USER = ("id", "body", "name", "description", "environment", "variables")  # no field of these names a resource
# What a stack of the CDK carries besides.
OF_THE_CDK = ("BootstrapVersion", "CDKMetadata", "CheckBootstrapVersion")


@rule(
    "AC2101",
    bad="raw: {resources: {ApiV1: {Type: 'AWS::SQS::Queue'}}}",
    good="raw: {resources: {Orders: {Type: 'AWS::SQS::Queue'}}}",
    evidence=ANATOMY,
)
def logical_id_of_another(outcome: Outcome) -> Findings:
    """The name of a resource, and of an output, is one that nothing else in the stack has."""
    raw = outcome.target.blueprint.raw
    if raw:
        outputs = {output.id for output in outcome.plan.outputs}
        for taken, declared in ((set(_planned(outcome.plan)), raw.resources), (outputs, raw.outputs)):
            for name, part in declared.items():
                if name in taken or name in OF_THE_CDK:
                    yield Finding(
                        at=part.at.key,
                        message=f"something else in the stack is called `{name}`",
                        help="choose another name",
                    )


@rule(
    "AC2125",
    bad="""
    raw:
      resources:
        Orders: {Type: 'AWS::SQS::Queue', Properties: {QueueName: {'Fn::GetAtt': [Others, QueueName]}}}
        Others: {Type: 'AWS::SQS::Queue', DependsOn: Orders}
    """,
    good="""
    raw:
      resources:
        Orders: {Type: 'AWS::SQS::Queue', Properties: {QueueName: {'Fn::GetAtt': [Others, QueueName]}}}
        Others: {Type: 'AWS::SQS::Queue'}
    """,
    evidence=CYCLES,
)
def circular_dependency(outcome: Outcome) -> Findings:
    """No resource waits for itself, by way of those that it names."""
    raw = outcome.target.blueprint.raw
    if raw is None or outcome.plan.raw is None:
        return
    from graphlib import CycleError, TopologicalSorter  # seldom needed, and not imported for nothing

    waiting = _planned(outcome.plan)
    for id, named in _written(outcome.plan.raw, waiting.keys() | raw.resources.keys()):
        waiting[id] = waiting.get(id, frozenset()) | named
    try:
        TopologicalSorter({id: sorted(named) for id, named in waiting.items()}).prepare()
    except CycleError as error:
        chain = list(dict.fromkeys(error.args[1]))
        written = _places(outcome.plan.raw, raw)
        if not any(id in written for id in chain):
            return  # what we make ourselves never waits for itself
        names = {id: name for name, id in outcome.plan.raw.ids.items()}
        yield Finding(
            at=next(written[id] for id in chain if id in written),
            message=f"{listed((names.get(id, id) for id in chain), ' and ')} wait for each other"
            if len(chain) > 1
            else f"`{names.get(chain[0], chain[0])}` waits for itself",
            help="take one of the references, or a `DependsOn`, away",
        )


def _planned(made: Plan) -> dict[str, frozenset[str]]:
    """Return the ids of everything that is planned, raw resources aside, and which of them each names."""
    nouns = [noun for noun in _nouns(made.replace(raw=None)) if isinstance(getattr(noun, "id", None), str)]
    ids = [noun.__dict__["id"] for noun in nouns if not isinstance(noun, Output)]
    ids += [f"{acl.id}Logging" for acl in made.web_acls if acl.log_group]
    found = dict.fromkeys(ids, frozenset[str]())
    for noun in nouns:
        id = noun.__dict__["id"]
        if id in found:
            fields = (getattr(noun, name) for name in noun.FIELDS if name not in OF_THE_USER)
            found[id] |= found.keys() & {text for field in fields for text in _texts(field)} - {id}
    return found


def _written(made: plan.Raw, known: Set[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what each raw resource names, and what is laid over another one makes it name."""
    everywhere = Location("")
    parts: tuple[plan.RawResource | plan.Patch, ...] = (*made.resources, *made.patches)
    for part in parts:
        if part.id:
            said = calls([part.properties, part.attributes], everywhere)
            named = {mention.name for call in said for mention in mentions(call)}
            yield part.id, frozenset({*named, *part.after} & known)


def _places(made: plan.Raw, raw: Raw) -> dict[str, Location]:
    """Return where everything stands that was written of resources, by their ids."""
    laid_over = {id: raw.patch[name].at.key for name, id in made.ids.items() if name in raw.patch}
    return laid_over | {id: part.at.key for id, part in raw.resources.items()}


def _nouns(value: Any) -> Iterator[Noun]:
    if isinstance(value, Noun):
        yield value
        for name in value.FIELDS:
            yield from _nouns(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _nouns(inner)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)
