"""What came out of a synth, for people: what is published, where, and what to type next."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from apicompiler import plan
from apicompiler.blueprint import Domain, ExistingDomain
from apicompiler.division import divided
from apicompiler.limits import TEMPLATE_BYTES
from apicompiler.report.words import backend, caller, counted
from apicompiler.target import Target

WIDTH = 100


def overview(
    stacks: tuple[plan.Plan, ...] | tuple[plan.Account, ...], targets: Iterable[Target], folder: Path, styled: bool
) -> str:
    """Return the overview of an assembly that was written into *folder*."""
    plans = tuple(made for made in stacks if isinstance(made, plan.Plan))
    accounts = tuple(made for made in stacks if isinstance(made, plan.Account))
    parts: list[RenderableType] = _of_plans(plans, tuple(targets), folder) if plans else [_accounts(accounts)]
    parts.append(_next(stacks[0].stacks[-1], plans, folder))
    file = StringIO()
    console = Console(file=file, width=WIDTH, force_terminal=styled, color_system="standard" if styled else None)
    console.print(Group(*parts))
    return file.getvalue()


def _of_plans(plans: tuple[plan.Plan, ...], targets: tuple[Target, ...], folder: Path) -> list[RenderableType]:
    by_place = {(target.environment.key, str(target.environment.region)): target for target in targets}
    first = by_place[plans[0].environment, plans[0].region]
    parts: list[RenderableType] = [_apis(first, plans[0]), _stacks(plans, folder)]
    if plans[0].usage_plans:
        parts.append(_usage_plans(first))
    if any(made.base_paths for made in plans):
        parts.append(_domains(plans, by_place))
    return parts


def _accounts(accounts: tuple[plan.Account, ...]) -> Table:
    table = _table("stack", "account", "region", "what for")
    for made in accounts:
        table.add_row(made.id, made.account, made.region, "the role under which API Gateway writes logs")
    return table


def _logs(made: plan.Plan) -> bool:
    return any(stage.log_group or stage.settings[0].logging != "OFF" for stage in made.stages) or any(
        stage.log_group or stage.settings.logging != "OFF" for socket in made.sockets for stage in socket.stages
    )


def _apis(target: Target, made: plan.Plan) -> Table:
    table = _table("API", "operations", "answered by", "called by", "stages")
    target = divided(target)
    names = {api.name for api in made.imported}
    for key in target.contracts:
        if f"{made.name}-{key}" not in names:
            continue  # only some of the APIs are compiled
        methods = target.methods[key]
        table.add_row(
            key,
            str(len(methods)),
            "\n".join(counted(map(backend, methods))),
            "\n".join(counted(map(caller, methods))),
            ", ".join(target.stages),
        )
    for key, routes in target.routes.items():
        table.add_row(
            key,
            f"{len(routes)} routes",
            "\n".join(counted(backend(route.method) for route in routes if route.integration)),
            "\n".join(counted(caller(route.method) for route in routes if route.opens)),
            ", ".join(target.stages),
        )
    return table


def _stacks(plans: tuple[plan.Plan, ...], folder: Path) -> Table:
    table = _table("stack", "account", "region", "resources", "template", "of the limit")
    for made in plans:
        if made.reaches_elsewhere:
            size = _size(folder, made.stacks[0])
            count = str(made.resources_elsewhere)
            row = made.stacks[0], made.account, plan.CLOUDFRONT, count, f"{size / 1000:,.1f} kB"
            table.add_row(*row, f"{size / TEMPLATE_BYTES:.0%}")
        size = _size(folder, made.name)
        beside = sum(api.carrier == "asset" for api in made.imported)
        table.add_row(
            made.name,
            made.account,
            made.region,
            str(made.resources),
            f"{size / 1000:,.1f} kB" + (f" + {beside} asset{'s' if beside > 1 else ''}" if beside else ""),
            f"{size / TEMPLATE_BYTES:.0%}",
        )
    return table


def _size(folder: Path, stack: str) -> int:
    return (folder / f"{stack}.template.json").stat().st_size


def _usage_plans(target: Target) -> Table:
    table = _table("usage plan", "quota", "throttle", "keys")
    keys = target.blueprint.api_keys.values()
    for usage_plan in target.blueprint.usage_plans.values():
        throttle = usage_plan.throttle
        table.add_row(
            usage_plan.key,
            str(usage_plan.quota or "none"),
            f"{throttle.rate:g}/s, burst {throttle.room}" if throttle else "none",
            ", ".join(key.key for key in keys if usage_plan.key in key.plans) or "none",
        )
    return table


def _domains(plans: tuple[plan.Plan, ...], targets: dict[tuple[str, str], Target]) -> Table:
    table = _table("domain", "environment", "leads to", "records")
    for made in plans:
        target = targets[made.environment, made.region]
        for domain in target.blueprint.domains.values():
            paths = [f"{path} → {text}" for path, text in domain.paths.items()]
            for route in domain.routes if isinstance(domain, Domain) else ():
                headers = " and ".join(f"{name}: {value}" for name, value in route.header.items())
                paths.append(f"{route.path or '/'} with {headers} → {route.api}")
            records = [record.type for record in made.records if record.name.rstrip(".") == domain.name]
            elsewhere = "made elsewhere" if isinstance(domain, ExistingDomain) else "printed by deploy"
            table.add_row(domain.name, target.place, ", ".join(paths), ", ".join(records) or elsewhere)
    return table


def _next(stack: str, plans: tuple[plan.Plan, ...], folder: Path) -> Panel:
    text = Text.assemble(
        (f"cdk diff --app {folder} {stack}", "bold"),
        ("\n    see what would change\n", "dim"),
        (f"cdk deploy --app {folder} {stack}", "bold"),
        ("\n    deploy it", "dim"),
    )
    for name in dict.fromkeys(made.name for each in plans for made in each.certificates if made.zone is None):
        text.append(f"\n    it waits for the record that proves {name}: Certificate Manager shows it", "dim")
    if any(map(_logs, plans)):
        text.append("\n    logs need a role, once per account and region: ", "dim")
        text.append("apicompiler synth --account", "dim")
    return Panel(text, title="next", title_align="left", border_style="dim")


def _table(*columns: str) -> Table:
    table = Table(expand=True, border_style="dim", header_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, style="bold" if index == 0 else None, overflow="fold")
    return table
