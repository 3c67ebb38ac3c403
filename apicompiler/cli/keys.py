"""Issue API keys that come and go without a deployment, beside those that the blueprint has.

They are told apart by their tags: what is issued here no deployment takes away, and what a deployment
made is never changed here.
"""

from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE
from apicompiler.cli.synth import environments

BLUEPRINT = "The blueprint, or the folder that holds it."
WHERE = "The environment; it may be left out where there is one alone."
LAST_DAY = "The last day on which it is taken, in UTC."


def list(
    *,
    env: Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)] = "",
    blueprint: Annotated[str, Option(BLUEPRINT, "-b", metavar="PATH", file=True)] = ".",
    format: Annotated[Literal["table", "json"], Option("How they are shown.")] = "table",
    profile: Annotated[str, Option(PROFILE)] = "",
) -> int:
    """List the keys that were issued, without their values."""
    from apicompiler.cli.issuing import listed, office

    return listed(office(blueprint, env, profile), format)


def issue(
    name: Annotated[str, Argument("Whose key it is.", "NAME")] = ...,  # type: ignore[assignment]
    *,
    plan: Annotated[str, Option("The usage plan; it may be left out where there is one alone.")] = "",
    expires: Annotated[str, Option(LAST_DAY, metavar="DAY")] = "",
    contact: Annotated[str, Option("Whom to write to about it.")] = "",
    env: Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)] = "",
    blueprint: Annotated[str, Option(BLUEPRINT, "-b", metavar="PATH", file=True)] = ".",
    profile: Annotated[str, Option(PROFILE)] = "",
) -> int:
    """Issue a key for a usage plan of the blueprint. Its value is made by API Gateway: `keys show` prints it.

    Issued again, a key stays what it is; another day or contact is written down, and a plan that was lost is found
    again.
    """
    from apicompiler.cli.issuing import issued, office

    return issued(office(blueprint, env, profile), name, plan, expires, contact)


def rotate(
    name: Annotated[str, Argument("Whose key it is.", "NAME")] = ...,  # type: ignore[assignment]
    *,
    overlap: Annotated[str, Option("How long the old key is taken beside the new one; `0s` ends it at once.")] = "7d",
    plan: Annotated[str, Option("Another usage plan for the new key.")] = "",
    expires: Annotated[str, Option(LAST_DAY, metavar="DAY")] = "",
    env: Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)] = "",
    blueprint: Annotated[str, Option(BLUEPRINT, "-b", metavar="PATH", file=True)] = ".",
    profile: Annotated[str, Option(PROFILE)] = "",
) -> int:
    """Issue a new key, and let the old one be taken a while longer.

    API Gateway knows no end of a key: it is written down in a tag, and `keys expire` disables what has ended.
    """
    from apicompiler.cli.issuing import office, rotated

    return rotated(office(blueprint, env, profile), name, overlap, plan, expires)


def expire(
    name: Annotated[str, Argument("Whose keys; all whose time has come when left out.", "[NAME]")] = "",
    *,
    old: Annotated[bool, Option("Only what a rotation has replaced.")] = False,
    delete: Annotated[bool, Option("Delete them: an API key that is gone cannot be had again.")] = False,
    env: Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)] = "",
    blueprint: Annotated[str, Option(BLUEPRINT, "-b", metavar="PATH", file=True)] = ".",
    profile: Annotated[str, Option(PROFILE)] = "",
) -> int:
    """Disable the keys of somebody, or all whose time has come: let a scheduled job call it.

    Whoever sends a disabled key is answered with 403.
    """
    from apicompiler.cli.issuing import expired, office

    return expired(office(blueprint, env, profile), name, old, delete)


def show(
    name: Annotated[str, Argument("Whose key it is.", "NAME")] = ...,  # type: ignore[assignment]
    *,
    env: Annotated[str, Option(WHERE, "-e", env="APICOMPILER_ENV", complete=environments)] = "",
    blueprint: Annotated[str, Option(BLUEPRINT, "-b", metavar="PATH", file=True)] = ".",
    profile: Annotated[str, Option(PROFILE)] = "",
) -> int:
    """Print the value of a key, and nothing else: whoever knows it is let in.

    It is asked for with your own credentials, which need `apigateway:GET`.
    """
    from apicompiler.cli.issuing import office, shown

    return shown(office(blueprint, env, profile), name)
