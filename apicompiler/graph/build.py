"""Makes the picture: each part of the way yields its boxes, and the arrows that lead on from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from apicompiler.graph.addresses import CLIENT, domains, gateway_addresses
from apicompiler.graph.calls import operations, routes
from apicompiler.graph.model import Graph, Piece, drawn
from apicompiler.graph.scene import By, Scene
from apicompiler.graph.stages import stages
from apicompiler.outcome import Outcome

PARTS: tuple[Callable[[Scene], Iterator[Piece]], ...] = (domains, gateway_addresses, stages, operations, routes)
"""A new kind of box is a line in `KINDS`, and a function here or the step of one."""


def graph(outcome: Outcome, by: By = "segment", apis: Iterable[str] = ()) -> Graph:
    """Return the picture of one environment: of all its APIs, or of what calls of some go through."""
    plan = outcome.plan
    scene = Scene(outcome.target, plan, by)
    whole = drawn(
        plan.name, f"account {plan.account}, {plan.region}", (piece for part in PARTS for piece in part(scene))
    )
    chosen = [stage.id for key in apis for stage in scene.stages[key]]
    return (whole.through(chosen) if chosen else whole).through([CLIENT.id])
