"""What is published in one environment: APIs, stages, domains, functions, usage plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apicompiler import plan
from apicompiler.limits import DEFAULT_RATE
from apicompiler.outcome import Outcome
from apicompiler.report.html.tables import listed, table, titled
from apicompiler.report.markup import Content, Markup
from apicompiler.report.words import backend, caller, counted
from apicompiler.target import Target

Rows = Iterator[Sequence[Content]]


def overview(outcome: Outcome) -> Markup:
    made = outcome.plan
    parts = (
        table(("API", "operations", "answered by", "called by"), _apis(outcome.target)),
        titled("Stages", ("stage", "calls a second", "cache", "logs", "traced"), _stages(outcome)),
        titled("Domains", ("domain", "leads to", "records"), _domains(outcome)),
        titled("Functions", ("function", "runs", "memory", "timeout", "aliases"), _functions(made)),
        titled("Usage plans", ("usage plan", "quota", "throttle", "keys"), _usage_plans(made)),
        titled("Stacks", ("stack", "account", "region", "resources"), _stacks(made)),
    )
    return Markup("".join(parts))


def _apis(target: Target) -> Rows:
    for key, methods in target.methods.items():
        yield key, str(len(methods)), listed(counted(map(backend, methods))), listed(counted(map(caller, methods)))
    for key, routes in target.routes.items():
        answered = counted(backend(route.method) for route in routes if route.integration)
        called = counted(caller(route.method) for route in routes if route.opens)
        yield key, f"{len(routes)} routes", listed(answered), listed(called)


def _stages(outcome: Outcome) -> Rows:
    for key, stages in outcome.stages.items():
        for stage in stages:
            settings = stage.settings[0] if isinstance(stage, plan.Stage) else stage.settings
            rate = (
                "as the account" if settings.rate == DEFAULT_RATE else f"{settings.rate:,g}, {settings.burst:,} at once"
            )
            logs = [*(["access"] if stage.log_group else []), *_execution_log(settings.logging)]
            cache = stage.cache_size if isinstance(stage, plan.Stage) else None
            is_traced = isinstance(stage, plan.Stage) and stage.tracing
            yield (
                f"{key} / {stage.name}",
                rate,
                f"{cache} GB" if cache else "none",
                ", ".join(logs) or "none",
                "yes" if is_traced else "no",
            )


def _execution_log(level: str | None) -> list[str]:
    return [] if level in ("OFF", None) else ["errors" if level == "ERROR" else "everything"]


def _domains(outcome: Outcome) -> Rows:
    for domain in outcome.target.blueprint.domains.values():
        records = [record.type for record in outcome.plan.records if record.name.rstrip(".") == domain.name]
        paths = listed(f"{path} → {text}" for path, text in domain.paths.items())
        yield domain.name, paths, ", ".join(records) or "made elsewhere"


def _functions(made: plan.Plan) -> Rows:
    for function in made.functions:
        package = function.package
        runs = package.uri if isinstance(package, plan.Image) else f"{package.runtime}, {package.path}"
        aliases = ", ".join(alias.name for alias in made.aliases if alias.function == function.id)
        yield function.name, runs, f"{function.memory:,} MB", f"{function.timeout} s", aliases or "none"


def _usage_plans(made: plan.Plan) -> Rows:
    keys = {key.id: key.name for key in made.api_keys}
    for one in made.usage_plans:
        quota = f"{one.quota_limit:,} a {str(one.quota_period).lower()}" if one.quota_limit else "none"
        throttle = f"{one.rate:,g} a second, {one.burst:,} at once" if one.rate is not None else "none"
        holders = [keys[member.key] for member in made.usage_plan_keys if member.plan == one.id]
        yield one.name, quota, throttle, listed(holders) if holders else "none"


def _stacks(made: plan.Plan) -> Rows:
    elsewhere = made.certificates_elsewhere
    if elsewhere:
        yield made.stacks[0], made.account, elsewhere[0].region, str(len(elsewhere))
    yield made.name, made.account, made.region, str(made.resources)
