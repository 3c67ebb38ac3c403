"""Plans become stacks, and stacks an assembly that `cdk deploy` takes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from aws_cdk import App, CfnResource, Environment, Stack
from constructs import Construct

from apicompiler import plan
from apicompiler.emit import resources


def emit(scope: Construct, made: plan.Plan, id: str | None = None) -> Stack:
    """Write the stack of a plan into *scope*, under the name of the plan or under *id*."""
    stack = Stack(
        scope,
        id or made.name,
        env=Environment(account=made.account, region=made.region),
        suppress_template_indentation=True,
    )
    emit_into(stack, made)
    return stack


def emit_into(stack: Stack, made: plan.Plan) -> None:
    """Write every resource of a plan into *stack*."""
    by_id: dict[str, CfnResource] = {}
    for api in made.apis:
        by_id[api.id] = resources.emit_api(stack, api, _carried(stack, api))
    for deployment in made.deployments:
        by_id[deployment.id] = resources.emit_deployment(stack, deployment)
    for group in made.log_groups:
        by_id[group.id] = resources.emit_log_group(stack, group)
    for stage in made.stages:
        by_id[stage.id] = resources.emit_stage(stack, stage)
    for permission in made.permissions:
        by_id[permission.id] = resources.emit_permission(stack, permission, made)
    for usage_plan in made.usage_plans:
        by_id[usage_plan.id] = resources.emit_usage_plan(stack, usage_plan, made)
    for key in made.api_keys:
        by_id[key.id] = resources.emit_api_key(stack, key, by_id)
    for domain in made.domains:
        by_id[domain.id] = resources.emit_domain(stack, domain)
    for path in made.base_paths:
        by_id[path.id] = resources.emit_base_path(stack, path, made, by_id)
    for record in made.records:
        by_id[record.id] = resources.emit_record(stack, record, made)
    for output in made.outputs:
        resources.emit_output(stack, output, made)


def _carried(stack: Stack, api: plan.RestApi) -> dict[str, Any]:
    """Put a body into the template, or into a file that is uploaded beside it."""
    if api.carrier == "inline":
        return {"body": api.body}
    from aws_cdk import aws_apigateway as apigateway
    from aws_cdk.aws_s3_assets import Asset

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{api.id}.json"
        file.write_text(json.dumps(api.body, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        asset = Asset(stack, f"{api.id}Body", path=str(file))
    location = apigateway.CfnRestApi.S3LocationProperty(bucket=asset.s3_bucket_name, key=asset.s3_object_key)
    return {"body_s3_location": location}


def new_app(outdir: Path | None, validate: bool = False) -> App:
    """Return an app that writes the same templates on every machine.

    CDK's own validation takes longer than everything else, and knows nothing
    of bodies: it runs when it is asked for.
    """
    same_everywhere: dict[str, Any] = {
        "aws:cdk:enable-path-metadata": False,
        "aws:cdk:enable-asset-metadata": False,
        "aws:cdk:disable-stack-trace": True,
    }
    return App(
        analytics_reporting=False,
        builtin_cloud_formation_validation=validate,
        outdir=str(outdir) if outdir else None,
        post_cli_context=same_everywhere,
    )
