"""`apicompiler init`."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.terminal import say
from apicompiler.compiler import Compilation
from apicompiler.compiler import lint as checked
from apicompiler.pointers import FunctionArn, SsmParameter, UserPoolArn
from apicompiler.read.files import DiskFolder, Folder, MemoryFolder, Unreadable, parsed
from apicompiler.report.text import full, summary
from apicompiler.written import AccountId, Region

CLEAN, FINDINGS, USAGE, NO_INPUT = 0, 1, 2, 3
DEFINITIONS = ("openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json")
FILE = "blueprint.yaml"


def init(
    definition: Annotated[
        str, Argument("The OpenAPI document; `openapi.yaml` and the like when left out.", "DEFINITION", file=True)
    ] = "",
    *,
    name: Annotated[str, Option("What everything is named after; the title of the document when left out.")] = "",
    api: Annotated[str, Option("What the API is called in the blueprint.")] = "v1",
    env: Annotated[str, Option("The first environment.")] = "dev",
    account: Annotated[str, Option("Its AWS account, 12 digits.")] = "",
    region: Annotated[str, Option("Its AWS region.", env="AWS_REGION")] = "",
    integration: Annotated[
        str, Option("What answers: a URL, the ARN of a Lambda function, `ssm:/name` of one, or `mock`.")
    ] = "",
    auth: Annotated[
        str, Option("Who may call: `iam`, `none`, or the ARN of a Cognito user pool or of a Lambda authorizer.")
    ] = "",
    force: Annotated[bool, Option("Replace the blueprint that is there.")] = False,
) -> int:
    """Write a blueprint for an OpenAPI document, beside it.

    Asks in a terminal for what no option says; elsewhere it must be said.
    """
    path = Path(definition) if definition else next((Path(n) for n in DEFINITIONS if Path(n).is_file()), None)
    if path is None or not path.is_file():
        say(f"apicompiler: there is no file `{path}`" if path else "apicompiler: no OpenAPI document here: name one")
        return NO_INPUT
    target = path.parent / FILE
    if target.exists() and not force:
        say(f"apicompiler: `{target}` is there already: remove it, or say --force")
        return USAGE
    try:
        answers = Answers(
            definition=path.name,
            api=api,
            env=env,
            name=_answer("name", name, _name, "What is it called?", lambda: _title(path)),
            account=_answer("account", account, _account, "AWS account (12 digits)"),
            region=_answer("region", region, _region, "AWS region"),
            integration=_answer("integration", integration, _integration, "What answers? A URL, an ARN or mock"),
            auth=_answer("auth", auth, _auth, "Who may call? iam, none, or an ARN", lambda: "iam"),
        )
    except ValueError as error:
        say(f"apicompiler: {error}")
        return USAGE
    text = _blueprint(answers)
    outcome = checked(FILE, _Beside(text, DiskFolder(path.parent)))
    if any(diagnostic.rule.code == "AC0601" for diagnostic in outcome.diagnostics) or _asks_for_keys(outcome):
        text = _blueprint(answers, overrule=True)
        outcome = checked(FILE, _Beside(text, DiskFolder(path.parent)))
    fresh = target.with_name(f".{FILE}-{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(target)
    print(f"wrote {target}")
    for diagnostic in outcome.diagnostics:
        say("\n" + full(diagnostic, outcome.documents, str(path.parent) if str(path.parent) != "." else ""))
    if not outcome.is_sound:
        say(f"\n{summary(outcome.diagnostics)}: mend them, then `apicompiler lint {target}`")
        return FINDINGS
    print(f"next: apicompiler lint {target}, then apicompiler synth {target}")
    return CLEAN


class Answers(NamedTuple):
    """What a blueprint is written from."""

    definition: str
    api: str
    env: str
    name: str
    account: str
    region: str
    integration: str
    auth: str


class _Beside:
    """A folder on disk, with the blueprint that is about to be written into it."""

    def __init__(self, text: str, folder: Folder) -> None:
        self.written = MemoryFolder({FILE: text})
        self.folder = folder

    def read(self, name: str) -> bytes:
        try:
            return self.written.read(name)
        except Unreadable:
            return self.folder.read(name)

    def listing(self, name: str) -> Mapping[str, int] | None:
        return self.folder.listing(name)


def _asks_for_keys(outcome: Compilation) -> bool:
    return any(method.api_key for target in outcome.targets for method in target.rest_methods)


def _answer(
    option: str, given: str, check: Callable[[str], str], question: str, otherwise: Callable[[], str] | None = None
) -> str:
    """Return the value of an option: as given, as a person answers, or as it is when nobody does.

    Raises:
        ValueError: what was given is not usable, or nobody can be asked.
    """
    if given:
        problem = check(given)
        if problem:
            raise ValueError(f"--{option} `{given[:60]}`: {problem}")
        return given
    if not sys.stdin.isatty() or os.environ.get("CI"):
        if otherwise is None:
            raise ValueError(f"say --{option}: nobody can be asked here")
        return otherwise()
    import typer

    while True:
        answer = str(typer.prompt(question, default=otherwise() if otherwise else None)).strip()
        problem = check(answer)
        if not problem:
            return answer
        say(problem)


def _title(path: Path) -> str:
    """Return the title of the document as a name."""
    document, _ = parsed(path.name, path.read_bytes())
    info = document.value.get("info") if isinstance(document.value, dict) else None
    title = info.get("title") if isinstance(info, dict) else None
    words = re.findall(r"[A-Za-z0-9]+", str(title or path.stem))
    slug = "-".join(words).lower()[:40].strip("-")
    return slug if re.match(r"[a-z]", slug) else "api"


def _name(text: str) -> str:
    return "" if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,39}", text) else "letters, digits and hyphens, a letter first"


def _account(text: str) -> str:
    return "" if AccountId.read(text) else "an AWS account has 12 digits"


def _region(text: str) -> str:
    return "" if Region.read(text) else f"a region is written like {Region.EXAMPLE}"


def _integration(text: str) -> str:
    if text == "mock" or re.match(r"https?://[^\s]+$", text) or FunctionArn.read(text) or SsmParameter.read(text):
        return ""
    return "a URL, the ARN of a Lambda function, `ssm:/name`, or `mock`"


def _auth(text: str) -> str:
    if text in ("iam", "none") or UserPoolArn.read(text) or FunctionArn.read(text):
        return ""
    return "`iam`, `none`, or the ARN of a Cognito user pool or of a Lambda function"


def _blueprint(answers: Answers, overrule: bool = False) -> str:
    who, authorizers = _who(answers.auth)
    lines = [
        "apicompiler: 1",
        f"name: {answers.name}",
        "",
        "apis:",
        f"  {answers.api}: {_scalar(answers.definition)}",
        "",
        "environments:",
        f'  {answers.env}: {{account: "{answers.account}", region: {answers.region}}}',
        "",
        "integrations:",
        f"  backend: {_backend(answers.integration)}",
        *authorizers,
        "",
        "defaults:",
        "  integration: backend",
        f"  auth: {who}",
    ]
    if overrule:
        lines += [
            "",
            "# The document says who may call in its own way; this says it for AWS, for every operation.",
            "operations:",
            f'  "* /**": {{auth: {who}, apiKey: false}}',
        ]
    return "\n".join(lines) + "\n"


def _backend(integration: str) -> str:
    if integration == "mock":
        return "{mock: {status: 200}}"
    if integration.startswith("http"):
        url = integration if "{" in integration else f"{integration.rstrip('/')}/{{proxy}}"
        return f'{{http: "{url}"}}'
    return f'{{lambda: "{integration}"}}'


def _who(auth: str) -> tuple[str, list[str]]:
    if auth in ("iam", "none"):
        return auth, []
    inner = (
        f'{{cognito: {{userPool: "{auth}"}}}}' if UserPoolArn.read(auth) else f'{{lambda: "{auth}", policy: method}}'
    )
    return "callers", ["", "authorizers:", f"  callers: {inner}"]


def _scalar(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_./-]+", text) else f'"{text}"'
