"""Issue API keys that come and go without a deployment, beside those that the blueprint has.

They are told apart by their tags: what is issued here no deployment takes away, and what a deployment
made is never changed here.
"""

from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.deploy import Env, Profile

Name = Annotated[str, Argument("Whose key it is.", "NAME")]
LastDay = Annotated[str, Option("The last day on which it is taken, in UTC.", metavar="DAY")]
Blueprint = Annotated[str, Option("The blueprint, or the folder that holds it.", "-b", metavar="PATH", file=True)]


def list(
    *,
    env: Env = "",
    blueprint: Blueprint = ".",
    format: Annotated[Literal["table", "json"], Option("How they are shown.")] = "table",
    profile: Profile = "",
) -> int:
    """List the keys that were issued, without their values."""
    from apicompiler.cli.issuing import listed, office

    return listed(office(blueprint, env, profile), format)


def issue(
    name: Name = ...,  # type: ignore[assignment]
    *,
    plan: Annotated[str, Option("The usage plan; it may be left out where there is one alone.")] = "",
    expires: LastDay = "",
    contact: Annotated[str, Option("Whom to write to about it.")] = "",
    env: Env = "",
    blueprint: Blueprint = ".",
    profile: Profile = "",
) -> int:
    """Issue a key for a usage plan of the blueprint. Its value is made by API Gateway: `keys show` prints it.

    Issued again, a key stays what it is; another day or contact is written down, and a plan that was lost is found
    again.
    """
    from apicompiler.cli.issuing import issued, office

    return issued(office(blueprint, env, profile), name, plan, expires, contact)


def rotate(
    name: Name = ...,  # type: ignore[assignment]
    *,
    overlap: Annotated[str, Option("How long the old key is taken beside the new one; `0s` ends it at once.")] = "7d",
    plan: Annotated[str, Option("Another usage plan for the new key.")] = "",
    expires: LastDay = "",
    env: Env = "",
    blueprint: Blueprint = ".",
    profile: Profile = "",
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
    env: Env = "",
    blueprint: Blueprint = ".",
    profile: Profile = "",
) -> int:
    """Disable the keys of somebody, or all whose time has come: let a scheduled job call it.

    Whoever sends a disabled key is answered with 403.
    """
    from apicompiler.cli.issuing import expired, office

    return expired(office(blueprint, env, profile), name, old, delete)


def show(
    name: Name = ...,  # type: ignore[assignment]
    *,
    env: Env = "",
    blueprint: Blueprint = ".",
    profile: Profile = "",
) -> int:
    """Print the value of a key, and nothing else: whoever knows it is let in.

    It is asked for with your own credentials, which need `apigateway:GET`.
    """
    from apicompiler.cli.issuing import office, shown

    return shown(office(blueprint, env, profile), name)
