"""What answers an operation: its integration, the way into a private network, and the backend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import extensions
from apicompiler.blueprint import (
    AwsIntegration,
    Function,
    FunctionName,
    HttpIntegration,
    Integration,
    LambdaIntegration,
    MockIntegration,
)
from apicompiler.grammar import keys, mark
from apicompiler.graph.model import Edge, Node, Piece
from apicompiler.graph.scene import Scene
from apicompiler.plan import Image
from apicompiler.pointers import FunctionArn
from apicompiler.target import filled

BACKENDS = {
    "lambda": "Lambda",
    "http": "HTTP",
    "mock": "mock",
    "sqs": "SQS",
    "sns": "SNS",
    "stepFunctions": "Step Functions",
    "eventBridge": "EventBridge",
    "kinesis": "Kinesis",
    "dynamodb": "DynamoDB",
    "s3": "S3",
    "aws": "AWS",
}
"""What kinds of integrations are called."""


def answer(scene: Scene, chosen: Integration | extensions.Integration) -> Iterator[Piece]:
    """Yield an integration, what it calls, and the arrows between them."""
    backends = tuple(dict.fromkeys(_backends(scene, chosen)))
    integration = _integration(scene, chosen, backends)
    yield integration
    step = integration.id
    if isinstance(chosen, HttpIntegration) and chosen.vpc_link:
        link = Node(f"link {chosen.vpc_link}", "link", str(chosen.vpc_link), ("private network",))
        yield link
        yield Edge(step, link.id)
        step = link.id
    for backend in backends:
        yield backend
        yield Edge(step, backend.id)


def function_name(scene: Scene, named: FunctionName) -> str:
    """Return what a function is called in AWS, or where its name is found."""
    declared = scene.target.function(named)
    if isinstance(declared, Function):
        return f"{scene.plan.name}-{declared.key}"
    return declared.part("name") if isinstance(declared, FunctionArn) else str(declared or named)


def _integration(scene: Scene, chosen: Integration | extensions.Integration, backends: tuple[Node, ...]) -> Node:
    if isinstance(chosen, extensions.Integration):
        # Every operation of a document has one of its own: those that call the same are drawn as one.
        called = " ".join(backend.id for backend in backends)
        return Node(f"document {chosen.type_} {called}", "integration", chosen.type_, ("of the document",))
    detail = ["answered by API Gateway" if isinstance(chosen, MockIntegration) else BACKENDS[mark(type(chosen))]]
    if isinstance(chosen, LambdaIntegration) and chosen.alias:
        detail.append(f"alias {', '.join(_of_stages(scene, chosen.alias))}")
    return Node(f"integration {chosen.at}", "integration", chosen.title, tuple(detail))


def _backends(scene: Scene, chosen: Integration | extensions.Integration) -> Iterator[Node]:
    """Yield what is called: more than one where stages tell it by their variables."""
    if isinstance(chosen, LambdaIntegration):
        for name in _of_stages(scene, function_name(scene, chosen.lambda_)):
            yield _function(scene, name)
    elif isinstance(chosen, HttpIntegration):
        yield from _hosts(scene, chosen.http)
    elif isinstance(chosen, extensions.Integration):
        yield from _of_document(scene, chosen)
    elif isinstance(chosen, AwsIntegration):
        call = chosen.aws
        yield Node(f"{call.service} {call.action or call.path}", "backend", call.service, (call.action or "",))
    elif not isinstance(chosen, MockIntegration):
        yield _resource(chosen)


def _function(scene: Scene, name: str) -> Node:
    made = next((function for function in scene.plan.functions if function.name == name), None)
    if made is None:
        return Node(f"function {name}", "backend", name, ("Lambda, made elsewhere",))
    runs = "image" if isinstance(made.package, Image) else made.package.runtime
    return Node(f"function {name}", "backend", name, (f"{runs}, {made.memory:,} MB, {made.timeout} s",))


def _hosts(scene: Scene, url: str) -> Iterator[Node]:
    """Yield the host of a URL as each stage knows it."""
    hosts = _of_stages(scene, re.sub(r"^[a-z]+://", "", url).partition("/")[0])
    for host, stages in hosts.items():
        where = (f"for {', '.join(stages)}",) if len(hosts) > 1 else ()
        yield Node(f"host {host}", "backend", host, ("HTTP", *where))


def _of_stages(scene: Scene, text: str) -> Mapping[str, list[str]]:
    """Return each form that *text* takes, with the stages whose variables give it that form."""
    found: dict[str, list[str]] = {}
    for key, stage in scene.target.stages.items():
        found.setdefault(filled(text, stage.variables), []).append(key)
    return found


def _of_document(scene: Scene, chosen: extensions.Integration) -> Iterator[Node]:
    if chosen.function:
        name = chosen.function.partition(":function:")[2].partition(":")[0] or chosen.function
        yield Node(f"function {name}", "backend", name, ("Lambda",))
    elif chosen.type_ in ("http", "http_proxy"):
        yield from _hosts(scene, chosen.uri or "")
    elif chosen.type_ != "mock":
        service = (chosen.uri or "").split(":")[4:5] or ["AWS"]
        yield Node(f"service {service[0]}", "backend", service[0], ("AWS",))


def _resource(chosen: Integration) -> Node:
    """Return the queue, table, bucket or whatever a service is asked for."""
    kind: Any = type(chosen)
    word = mark(kind)
    pointer = str(getattr(chosen, keys(kind)[word].field))
    return Node(f"{word} {pointer}", "backend", re.split(r"[:/]", pointer)[-1] or pointer, (BACKENDS[word],))
