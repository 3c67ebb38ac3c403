"""Who may call what, and what it calls: operations are gathered by path or tag, authorizer and integration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from apicompiler import extensions
from apicompiler.access import Access, Guarded, Iam
from apicompiler.blueprint import Integration, LambdaAuthorizer
from apicompiler.grammar import mark
from apicompiler.graph.answers import answer, function_name
from apicompiler.graph.grouping import groups
from apicompiler.graph.model import Edge, Node, Piece
from apicompiler.graph.scene import Scene
from apicompiler.methods import Method
from apicompiler.noun import Noun

BOXES = 28  # of operations in one picture: beyond, the smallest are gathered
WRITTEN_OUT = 60  # operations in one picture: beyond, they are counted
LINES, VERBS = 6, 3  # that are written out in one box
AUTHORIZERS = {"cognito": "Cognito", "lambda": "Lambda", "jwt": "JWT"}


class Call(Noun):
    """One operation or route: what it is called, in which group, who may call it, and what answers."""

    title: str
    verb: str
    group: str
    guard: Node
    chosen: Integration | extensions.Integration | None
    api_key: bool


def operations(scene: Scene) -> Iterator[Piece]:
    """Yield the operations of REST and HTTP APIs."""
    for key, methods in scene.target.methods.items():
        named = zip(groups([method.operation for method in methods], scene.by), methods, strict=True)
        yield from _calls(scene, key, [_call(scene, key, group, method) for group, method in named])


def routes(scene: Scene) -> Iterator[Piece]:
    """Yield the routes of WebSocket APIs: whoever has opened a connection may send messages."""
    for key, found in scene.target.routes.items():
        member = Node(f"{key} connected", "authorizer", "whoever is connected", ("no authorizer",))
        calls = []
        for route in found:
            guard = _guard(scene, key, route.method.access.value) if route.opens else member
            chosen = route.integration
            asks = route.opens and route.method.api_key
            calls.append(Call(route.key, "message", "connection" if route.opens else "messages", guard, chosen, asks))
        yield from _calls(scene, key, calls)


def _call(scene: Scene, key: str, group: str, method: Method) -> Call:
    chosen = method.integration.value if method.integration else None
    operation, guard = method.operation, _guard(scene, key, method.access.value)
    return Call(operation.title, operation.method, group, guard, chosen, method.api_key)


def _calls(scene: Scene, key: str, calls: list[Call]) -> Iterator[Piece]:
    """Yield the boxes of one API's calls, with the arrows from its stages to what answers."""
    answers = {id(call.chosen): tuple(answer(scene, call.chosen)) for call in calls if call.chosen}
    boxes: dict[tuple[str, str, str, bool], list[Call]] = {}
    for call in calls:
        answered = _first(answers[id(call.chosen)]) if call.chosen else ""
        boxes.setdefault((call.guard.id, answered, call.group, call.api_key), []).append(call)
    written_out = len(scene.target.all_methods) + len(scene.target.all_routes) <= WRITTEN_OUT
    for place, inside in _largest(boxes, BOXES // len(scene.ids)).items():
        guard, answered, group, _ = place
        box = _box(" ".join((key, *map(str, place))), group, inside, written_out)
        yield inside[0].guard
        yield box
        yield from (Edge(stage.id, guard) for stage in scene.stages[key])
        yield Edge(guard, box.id)
        if answered:
            yield Edge(box.id, answered)
            yield from (piece for call in inside for piece in answers[id(call.chosen)])


def _first(pieces: Iterable[Piece]) -> str:
    """Return the id of the integration among *pieces*, which comes first."""
    return next(piece.id for piece in pieces if isinstance(piece, Node))


def _largest(
    boxes: Mapping[tuple[str, str, str, bool], list[Call]], most: int
) -> Mapping[tuple[str, str, str, bool], list[Call]]:
    """Return as many boxes as are wanted: the smallest lose their groups, and are gathered."""
    if len(boxes) <= most:
        return boxes
    kept = set(sorted(boxes, key=lambda place: -len(boxes[place]))[: max(most, 1)])
    found: dict[tuple[str, str, str, bool], list[Call]] = {place: boxes[place] for place in boxes if place in kept}
    for place, inside in boxes.items():
        if place not in kept:
            guard, answered, _, api_key = place
            found.setdefault((guard, answered, "others", api_key), []).extend(inside)
    return found


def _box(id: str, group: str, inside: list[Call], written_out: bool) -> Node:
    key = ("with an API key",) if inside[0].api_key else ()
    if len(inside) == 1:
        return Node(id, "operations", inside[0].title, key)
    if written_out:
        lines = [call.title for call in inside[:LINES]]
        more = len(inside) - LINES
        return Node(id, "operations", group, (*lines, *((f"and {more} more",) if more > 0 else ()), *key))
    return Node(id, "operations", group, (_counted(call.verb for call in inside), *key))


def _counted(verbs: Iterable[str]) -> str:
    """Count what is called most, and the rest together."""
    counts = Counter(verbs).most_common()
    others = sum(count for _, count in counts[VERBS:])
    return ", ".join(f"{count} {verb}" for verb, count in (*counts[:VERBS], *([("others", others)] if others else [])))


def _guard(scene: Scene, key: str, access: Access) -> Node:
    """Return the box of whoever is let in to an operation."""
    if isinstance(access, Guarded):
        return Node(f"{key} auth {access.name}", "authorizer", access.name, tuple(_who(scene, access)))
    if isinstance(access, Iam):
        return Node(f"{key} iam", "authorizer", "IAM", ("signed calls",))
    return Node(f"{key} everybody", "authorizer", "everybody", ("no authorizer",))


def _who(scene: Scene, access: Guarded) -> Iterator[str]:
    authorizer = access.authorizer
    if isinstance(authorizer, extensions.Authorizer):
        yield "Cognito" if authorizer.is_cognito else "Lambda"
        yield "of the document"
        return
    yield AUTHORIZERS.get(mark(type(authorizer)), mark(type(authorizer)))
    if isinstance(authorizer, LambdaAuthorizer):
        yield function_name(scene, authorizer.lambda_)
