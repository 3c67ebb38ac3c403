"""Leaves out of a blueprint the stages that its environment does not have, and what leads to them."""

from __future__ import annotations

from apicompiler.blueprint import Blueprint, Stage, leading, without_plans


def present(blueprint: Blueprint, environment: str) -> Blueprint:
    """Return *blueprint* as *environment* has it.

    A stage that no environment could have, and the last one, stay: a rule
    tells what is wrong with them.
    """

    def has(stage: Stage) -> bool:
        known = bool(stage.only) and all(name in blueprint.environments for name in stage.only or ())
        return not known or environment in (stage.only or ())

    stages = {key: stage for key, stage in blueprint.stages.items() if has(stage)}
    absent = blueprint.stages.keys() - stages.keys()
    if not absent or not stages:
        return blueprint

    def leads_away(text: str) -> bool:
        return text.partition("/")[2] in absent

    domains = {key: leading(domain, lambda text: not leads_away(text)) for key, domain in blueprint.domains.items()}
    plans = {
        key: plan.replace(apis=tuple(text for text in plan.apis if not leads_away(text)))
        for key, plan in blueprint.usage_plans.items()
        if not plan.apis or not all(map(leads_away, plan.apis))
    }
    gone = blueprint.usage_plans.keys() - plans.keys()
    return blueprint.replace(
        stages=stages, domains=domains, usage_plans=plans, api_keys=dict(without_plans(blueprint.api_keys, gone))
    )
