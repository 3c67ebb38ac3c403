"""Compares what stages serve: the snapshot that the plan names, or another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.account.deployed.operations import differences, of_export, of_plan
from apicompiler.account.deployed.places import Places
from apicompiler.account.deployed.standing import Standing
from apicompiler.diagnostic import Diagnostic, Finding
from apicompiler.rules.deployed import OLDER_SNAPSHOT


def snapshots(places: Places, standing: Standing) -> Iterator[Diagnostic]:
    """Say of each stage that serves another snapshot than the plan names, and how to set it right."""
    for stage in places.plan.all_stages:
        answer = standing.stages.get(stage.id)
        wanted = standing.stack.physical(stage.deployment)
        found = _served(stage, answer) if answer else ""
        if not found or found == wanted:
            continue
        title = places.title(stage)
        if wanted:
            message = f"stage {title} serves deployment `{found}`, and the plan says `{wanted}`"
            back = _set_back(places, standing, stage, wanted)
            help = f"somebody deployed by hand, or a rollback ended halfway: `{back}`"
        else:
            message = (
                f"stage {title} serves deployment `{found}`, an older snapshot: the one of the plan was never made"
            )
            help = (
                f"the blueprint has changed since, or its deployment was rolled back: `cdk deploy {places.plan.name}` "
                "makes the snapshot, and lets the stage serve it"
            )
        message += _told(_unlike(places, standing, stage))
        yield Diagnostic(OLDER_SNAPSHOT, Finding(places.stage(stage), message, help))


def older(places: Places, standing: Standing) -> set[str]:
    """Return the stages that serve something else than the newest snapshot: what it says is not compared with theirs.

    A pinned stage may well do so.
    """
    newest = {api.id: _newest(places, api.id) for api in places.plan.apis}
    return {
        stage.id
        for stage in places.plan.stages
        if (answer := standing.stages.get(stage.id))
        and (
            stage.deployment != newest[stage.api] or _served(stage, answer) != standing.stack.physical(stage.deployment)
        )
    }


def _newest(places: Places, api: str) -> str:
    return next(deployment.id for deployment in places.plan.deployments if deployment.api == api)


def _served(stage: plan.Stage | plan.StageV2, answer: Mapping[str, Any]) -> str:
    name = "deploymentId" if isinstance(stage, plan.Stage) else "DeploymentId"
    return str(answer.get(name, ""))


def _unlike(places: Places, standing: Standing, stage: plan.Stage | plan.StageV2) -> int | None:
    """Count the operations in which a stage differs from the newest snapshot; None where that is no measure."""
    export = standing.exports.get(stage.id)
    body = next((api.body for api in places.plan.apis if api.id == stage.api), None)
    if not export or body is None or stage.deployment != _newest(places, stage.api):
        return None
    wanted, found = of_plan(body, standing.known), of_export(export, standing.known)
    changed = sum(any(True for _ in differences(wanted[each], found[each])) for each in wanted.keys() & found.keys())
    return changed + len(wanted.keys() ^ found.keys())


def _told(count: int | None) -> str:
    if count is None:
        return ""
    if count == 0:
        return "; nothing that is compared of its operations differs"
    return f"; {count} {'operation differs' if count == 1 else 'operations differ'}"


def _set_back(places: Places, standing: Standing, stage: plan.Stage | plan.StageV2, deployment: str) -> str:
    api, region = standing.stack.physical(stage.api), places.plan.region
    if isinstance(stage, plan.Stage):
        return (
            f"aws apigateway update-stage --region {region} --rest-api-id {api} --stage-name {stage.name} "
            f"--patch-operations op=replace,path=/deploymentId,value={deployment}"
        )
    return (
        f"aws apigatewayv2 update-stage --region {region} --api-id {api} --stage-name '{stage.name}' "
        f"--deployment-id {deployment}"
    )
