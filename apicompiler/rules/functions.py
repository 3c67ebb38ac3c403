"""Functions: what Lambda takes, and whether what is called is there."""

import re
from collections.abc import Iterator
from datetime import date

from apicompiler.blueprint import CodeFunction, Function, LambdaAuthorizer, LambdaIntegration
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import (
    FUNCTION_DESCRIPTION,
    FUNCTION_ENVIRONMENT_BYTES,
    FUNCTION_HANDLER,
    FUNCTION_MEMORY_MB,
    FUNCTION_NAME,
    FUNCTION_TIMEOUT_SECONDS,
    HTTP_TIMEOUT_MS,
    INTEGRATION_TIMEOUT_MS,
    RETENTION_DAYS,
    USER_POOL_CLIENT_ID,
    USER_POOL_ID,
)
from apicompiler.pointers import FunctionArn, PoolPointer
from apicompiler.rules import rule
from apicompiler.rules.runtimes import RUNTIMES
from apicompiler.suggest import closest, listed
from apicompiler.target import Target, filled
from apicompiler.written import Name, Written

CREATE_FUNCTION = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
CREATE_ALIAS = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html"
RUNTIMES_PAGE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"
ENVIRONMENT = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"
QUOTAS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
HANDLER = "https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html"
STAGE_VARIABLES = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html"
)
RETENTION = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"
LANGUAGE = "docs/language.md"
RESERVED = (
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
)  # fmt: skip
SUFFIXES = {"python": (".py", "/__init__.py"), "nodejs": (".js", ".mjs", ".cjs"), "ruby": (".rb",)}


def _example(function: str = "orders", integration: str = "{lambda: orders}", more: str = "", **settings: str) -> str:
    """Write a blueprint with one function, some of its keys replaced."""
    keys = {"code": "orders", "handler": "app.handler", "runtime": "python3.13"} | settings
    written = ", ".join(f"{key}: {value}" for key, value in keys.items())
    return (
        f"functions: {{{function}: {{{written}}}}}\nintegrations: {{books: {integration}}}\n{more}"
        "--- orders/app.py\ndef handler(event, context): ...\n"
    )


@rule(
    "AC0508",
    binding=True,
    bad=_example(integration="{lambda: odrers}"),
    good=_example(integration="{lambda: orders}"),
    evidence=LANGUAGE,
)
def unknown_function(target: Target) -> Findings:
    """A function that is named is declared in `functions`."""
    known = target.names("functions", target.blueprint.functions)
    for part in _callers(target):
        name = str(part.lambda_)
        if isinstance(part.lambda_, Name) and name not in known:
            close = closest(name, known)
            yield Finding(
                at=part.at / "lambda",
                message=f"no function is called `{name}`",
                help=f"did you mean `{close}`?" if close else f"declare it: `functions: {{{name}: …}}`",
                fix=Replace(part.at / "lambda", close) if close else None,
            )


@rule(
    "AC0509",
    bad=_example(integration="{lambda: orders, alias: live}"),
    good=_example(integration="{lambda: orders, alias: live}", aliases="[live]"),
    evidence=STAGE_VARIABLES,
)
def unknown_alias(target: Target) -> Findings:
    """An alias that is called is one that the function has, for each value of the stage variable that names it.

    Nothing is refused at deploy time: the first call is answered with 500.
    """
    for part in _callers(target):
        function = target.function(part.lambda_)
        if not isinstance(function, Function) or not part.alias:
            continue
        for stage, alias in _aliases(target, part):
            if alias not in function.aliases and alias != "$LATEST":
                where = f" in the stage `{stage}`" if "${" in part.alias else ""
                yield Finding(
                    at=part.at / "alias",
                    message=f"the function `{function.key}` has no alias `{alias}`{where}",
                    help=f"write `aliases: [{', '.join((*function.aliases, alias))}]` at the function",
                    notes=(Note(function.at.key, "the function"),),
                )
                break


@rule(
    "AC0510",
    bad='integrations: {books: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:books:live", alias: live}}',
    good='integrations: {books: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:books", alias: live}}',
    evidence="https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html",
)
def alias_said_twice(target: Target) -> Findings:
    """An alias stands at the end of the ARN or under `alias`, not in both places."""
    for part in _callers(target):
        if part.alias and isinstance(part.lambda_, FunctionArn) and part.lambda_.part("qualifier"):
            yield Finding(
                at=part.at / "alias",
                message=f"the ARN names the alias `{part.lambda_.part('qualifier')}` already",
                help="remove one of them",
            )


@rule(
    "AC0511",
    bad=_example(aliases='["2024"]'),
    good=_example(aliases="[v2024]"),
    evidence=CREATE_ALIAS,
)
def invalid_alias(function: Function) -> Findings:
    """An alias holds letters, digits, `-` and `_`, at most 128, and is no number."""
    for index, alias in enumerate(function.aliases):
        if not re.fullmatch(r"(?!\d+$)[A-Za-z0-9_-]{1,128}", alias):
            yield Finding(
                at=function.at / "aliases" / index,
                message=f"`{alias[:60]}` cannot be an alias",
                help="use letters, digits, `-` and `_`; numbers are versions",
            )


@rule(
    "AC0512",
    bad=_example(runtime="pyhton3.13"),
    good=_example(runtime="python3.13"),
    evidence=RUNTIMES_PAGE,
)
def unknown_runtime(function: CodeFunction) -> Findings:
    """A runtime is one in which Lambda still makes functions."""
    if function.runtime in RUNTIMES:
        return
    close = closest(function.runtime, RUNTIMES)
    yield Finding(
        at=function.at / "runtime",
        message=f"Lambda makes no functions that run on `{function.runtime[:40]}`",
        help=f"did you mean `{close}`?" if close else f"known: {listed(RUNTIMES)}",
        fix=Replace(function.at / "runtime", close) if close else None,
    )


@rule(
    "AC0513",
    severity=WARNING,
    bad=_example(runtime="python3.9"),
    good=_example(runtime="python3.13"),
    evidence=RUNTIMES_PAGE,
)
def deprecated_runtime(function: CodeFunction) -> Findings:
    """A function runs on a runtime that still gets security patches."""
    deprecated = RUNTIMES.get(function.runtime)
    if deprecated and date.fromisoformat(deprecated) <= date.today():
        family = re.match(r"[a-z]+", function.runtime)
        newer = [name for name in RUNTIMES if family and name.startswith(family[0])]
        yield Finding(
            at=function.at / "runtime",
            message=f"`{function.runtime}` is deprecated since {deprecated}, and gets no more security patches",
            help=f"write `{newer[-1]}`" if newer[-1] != function.runtime else "choose another runtime",
        )


@rule("AC0514", bad=_example(memory="64"), good=_example(memory="128"), evidence=CREATE_FUNCTION)
def function_memory(function: Function) -> Findings:
    """A function has between 128 and 10,240 MB of memory."""
    lowest, highest = FUNCTION_MEMORY_MB
    if not lowest <= function.memory <= highest:
        nearest = lowest if function.memory < lowest else highest
        yield Finding(
            at=function.at / "memory",
            message=f"{function.memory} MB is not between {lowest} and {highest}",
            help=f"write `{nearest}`",
            fix=Replace(function.at / "memory", str(nearest)),
        )


@rule(
    "AC0515",
    bad=_example(timeout="20m", integration="{mock: {status: 200}}"),
    good=_example(timeout="15m", integration="{mock: {status: 200}}"),
    evidence=CREATE_FUNCTION,
)
def function_timeout(function: Function) -> Findings:
    """A function is given between one second and 15 minutes, in whole seconds."""
    lowest, highest = FUNCTION_TIMEOUT_SECONDS
    seconds = function.timeout.milliseconds / 1000
    if not lowest <= seconds <= highest or seconds % 1:
        nearest = "15m" if seconds > highest else f"{max(int(seconds), 1)}s"
        yield Finding(
            at=function.at / "timeout",
            message=f"a function cannot be given {function.timeout}",
            help=f"write `{nearest}`",
            fix=Replace(function.at / "timeout", nearest),
        )


@rule("AC0516", bad=_example(handler="main.handler"), good=_example(handler="app.handler"), evidence=HANDLER)
def handler_not_in_code(target: Target) -> Findings:
    """The file of a handler stands in the code of its function.

    Lambda looks for it when the function is first called, which then ends in 502.
    """
    for function in _made(target):
        if not isinstance(function, CodeFunction):
            continue
        bundle = target.code.get(str(function.code))
        family = re.match(r"[a-z]+", function.runtime)
        suffixes = SUFFIXES.get(family[0] if family else "")
        if bundle is None or suffixes is None:
            continue
        module, dot, _ = function.handler.rpartition(".")
        path = module.replace(".", "/") if family and family[0] == "python" else module
        if dot and any(f"{path}{suffix}" in bundle.files for suffix in suffixes):
            continue
        files = [name for name in bundle.files if name.endswith(suffixes) and "/" not in name]
        yield Finding(
            at=function.at / "handler",
            message=f"`{function.code}` has no file `{path}{suffixes[0]}`"
            if dot
            else f"`{function.handler[:60]}` does not say which file it stands in",
            help=f"write `{files[0].rpartition('.')[0]}.{function.handler.rpartition('.')[2]}`"
            if files
            else "write it as `file.function`",
        )


@rule(
    "AC0517",
    bad=_example(environment="{AWS_REGION: eu-west-1}"),
    good=_example(environment="{REGION: eu-west-1}"),
    evidence=ENVIRONMENT,
)
def reserved_environment_variable(function: Function) -> Findings:
    """What Lambda sets itself is not set, and a name begins with a letter and goes on with letters, digits and `_`."""
    for name in function.environment:
        at = (function.at / "environment" / name).key
        if name in RESERVED:
            yield Finding(at=at, message=f"Lambda sets `{name}` itself", help="choose another name")
        elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]+", name):
            yield Finding(
                at=at,
                message=f"`{name[:60]}` cannot be the name of an environment variable",
                help="use letters, digits and `_`, a letter first, two characters at least",
            )


@rule(
    "AC0518",
    bad=_example(environment=f"{{TEXT: {'x' * 4097}}}"),
    good=_example(environment=f"{{TEXT: {'x' * 400}}}"),
    evidence=QUOTAS,
)
def environment_too_large(function: Function) -> Findings:
    """The environment of a function takes at most 4 KB."""
    size = sum(len(name.encode()) + _bytes(value) for name, value in function.environment.items())
    if size > FUNCTION_ENVIRONMENT_BYTES:
        yield Finding(
            at=(function.at / "environment").key,
            message=f"the environment takes {size:,} bytes, and {FUNCTION_ENVIRONMENT_BYTES:,} are allowed",
            help="put what is long into a file of the code, or into a parameter that the function reads",
        )


@rule(
    "AC0519",
    bad=_example(function="orders-of-books-and-maps", integration="{mock: {status: 200}}", more=f"name: {'n' * 40}\n"),
    good=_example(function="orders-of-books-and-maps", integration="{mock: {status: 200}}"),
    evidence=CREATE_FUNCTION,
)
def function_name_too_long(target: Target) -> Findings:
    """The name of a function, with those of the blueprint and the environment before it, has at most 64 characters."""
    for function in _made(target):
        name = f"{target.stack}-{function.key}"
        if len(name) > FUNCTION_NAME:
            yield Finding(
                at=function.at.key,
                message=f"`{name}` has {len(name)} characters, and {FUNCTION_NAME} are allowed",
                help="shorten the name of the function, of the blueprint or of the environment",
            )


@rule(
    "AC0520",
    severity=WARNING,
    bad=_example(timeout="1m"),
    good=_example(timeout="20s"),
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-execution-service-limits-table.html",
)
def function_slower_than_its_callers(target: Target) -> Findings:
    """A function that answers calls is given no longer than API Gateway waits for it.

    The caller is answered 504, and the function goes on, paid for by nobody's use.
    """
    waiting: dict[str, int] = {}
    for method in (*target.all_methods, *(route.method for route in target.all_routes)):
        chosen = method.integration.value if method.integration else None
        function = target.function(chosen.lambda_) if isinstance(chosen, LambdaIntegration) else None
        if isinstance(function, Function) and isinstance(chosen, LambdaIntegration) and not chosen.stream:
            usual = HTTP_TIMEOUT_MS if method.api.key in target.http_apis else INTEGRATION_TIMEOUT_MS[1]
            patience = method.timeout.milliseconds if method.timeout else usual
            waiting[function.key] = max(patience, waiting.get(function.key, 0))
    for function in _made(target):
        patience = waiting.get(function.key, function.timeout.milliseconds)
        if function.timeout.milliseconds > patience:
            yield Finding(
                at=function.at / "timeout",
                message=f"the function may take {function.timeout}, and nobody waits longer than {patience / 1000:g}s",
                help=f"write `{max(patience // 1000, 1)}s`, or let it be called in a way that does not wait",
            )


@rule(
    "AC0552",
    bad=_example(aliases="[live, preview, live]"),
    good=_example(aliases="[live, preview]"),
    evidence=CREATE_ALIAS,
)
def repeated_alias(function: Function) -> Findings:
    """An alias of a function is written once: Lambda makes no second one of the same name."""
    for index, alias in enumerate(function.aliases):
        if alias in function.aliases[:index]:
            yield Finding(
                at=function.at / "aliases" / index,
                message=f"the function has the alias `{alias}` already",
                help="remove it",
                notes=(Note(function.at / "aliases" / function.aliases.index(alias), "written here first"),),
            )


@rule(
    "AC0556",
    bad=_example(description="x" * (FUNCTION_DESCRIPTION + 1)),
    good=_example(description="Takes orders"),
    evidence=CREATE_FUNCTION,
)
def long_function_description(function: Function) -> Findings:
    """The description of a function has at most 256 characters."""
    if len(function.description) > FUNCTION_DESCRIPTION:
        yield Finding(
            at=function.at / "description",
            message=f"the description has {len(function.description)} characters, {FUNCTION_DESCRIPTION} are allowed",
            help="keep the first sentence, and put the rest into a comment",
        )


@rule(
    "AC0557",
    bad=_example(handler="app.a handler", runtime="java21"),
    good=_example(handler="app.Handler::handle", runtime="java21"),
    evidence=CREATE_FUNCTION,
)
def invalid_handler(function: CodeFunction) -> Findings:
    """A handler is a word of at most 128 characters, without blanks."""
    if not re.fullmatch(rf"\S{{1,{FUNCTION_HANDLER}}}", function.handler):
        yield Finding(
            at=function.at / "handler",
            message=f"`{function.handler[:60]}` cannot be a handler",
            help=f"write it as `file.function`, in at most {FUNCTION_HANDLER} characters",
        )


@rule("AC0558", bad=_example(retain="2d"), good=_example(retain="1d"), evidence=RETENTION)
def function_log_retention(function: Function) -> Findings:
    """The log of a function is kept for a number of days that CloudWatch Logs knows."""
    kept = function.retain.days if function.retain else RETENTION_DAYS[0]
    if kept not in RETENTION_DAYS:
        nearest = min(RETENTION_DAYS, key=lambda days: abs(days - kept))
        yield Finding(
            at=function.at / "retain",
            message=f"CloudWatch Logs keeps nothing for {function.retain}",
            help=f"write `{nearest}d`; it knows {', '.join(map(str, RETENTION_DAYS))} days",
            fix=Replace(function.at / "retain", f"{nearest}d"),
        )


def _bytes(value: Written) -> int:
    """Return the size of a variable; ids that Cognito gives are taken for the longest that it may give."""
    if isinstance(value, PoolPointer):
        return USER_POOL_ID if value.client is None else USER_POOL_CLIENT_ID
    return len(str(value).encode())


def _callers(target: Target) -> Iterator[LambdaIntegration | LambdaAuthorizer]:
    for part in (*target.integrations, *target.authorizers):
        if isinstance(part, LambdaIntegration | LambdaAuthorizer):
            yield part


def _made(target: Target) -> Iterator[Function]:
    yield from (function for function in target.blueprint.functions.values() if isinstance(function, Function))


def _aliases(target: Target, part: LambdaIntegration | LambdaAuthorizer) -> Iterator[tuple[str, str]]:
    """Yield the alias that each stage calls, where all that it is made of is known."""
    for stage in target.stages.values():
        names = re.findall(r"\$\{stageVariables\.(\w+)\}", part.alias or "")
        if all(name in stage.variables for name in names):
            yield stage.key, filled(part.alias or "", stage.variables)
