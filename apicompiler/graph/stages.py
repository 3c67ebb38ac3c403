"""The stages of all APIs."""

from __future__ import annotations

from collections.abc import Iterator

from apicompiler.graph.model import Node, Piece
from apicompiler.graph.scene import Scene
from apicompiler.limits import DEFAULT_RATE
from apicompiler.plan import Stage, StageV2

FEW = 3  # base paths that are written out


def stages(scene: Scene) -> Iterator[Piece]:
    for key, made in scene.stages.items():
        yield from (Node(stage.id, "stage", f"{key} / {stage.name}", tuple(_details(scene, stage))) for stage in made)


def _details(scene: Scene, stage: Stage | StageV2) -> Iterator[str]:
    paths = [f"/{path.base_path}" for path in scene.plan.base_paths if path.stage == stage.id]
    if paths:
        yield f"at {', '.join(paths[:FEW])}" + (f" and {len(paths) - FEW} more" if len(paths) > FEW else "")
    settings = stage.settings if isinstance(stage, StageV2) else stage.settings[0]
    if settings.rate != DEFAULT_RATE:
        yield f"{settings.rate:,g} calls a second"
    if isinstance(stage, Stage) and stage.cache_size:
        yield f"cache of {stage.cache_size} GB"
    if any(association.stage == stage.id for association in scene.plan.associations):
        yield "behind a firewall"
