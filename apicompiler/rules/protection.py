"""Protected environments: what is lost when it is replaced stays what it is."""

from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.protection import NOUNS, kept, lock_at, written_down
from apicompiler.rules import rule
from apicompiler.setting import LOCK
from apicompiler.suggest import listed
from apicompiler.target import Target

LANGUAGE = "docs/releases.md"
REPLACED = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html"
)
PROTECTED = """
environments: {prod: {account: "111111111111", region: eu-west-1, protect: true}}
usagePlans: {gold: {quota: 1000/day}}
apiKeys: {acme: {usagePlan: gold}}
defaults: {integration: books, auth: iam, apiKey: true}
"""
LOCKED = """
--- blueprint.lock.yaml
protected: {prod: {stack: example-prod, apiKeys: {acme: made up}}}
"""


@rule("AC0350", bad=PROTECTED, good=f"{PROTECTED}{LOCKED}", evidence=LANGUAGE, severity=WARNING)
def unprotected(target: Target) -> Findings:
    """Everything that a protected environment keeps is written down.

    What is not cannot be told from what was there before.
    """
    if not target.environment.protect:
        return
    protected = target.lock.protected.get(target.locked_as)
    known = written_down(protected) if protected else {}
    missing = [each.name for each in kept(target) if each.name not in known.get(each.section, ())]
    if missing or not protected:
        what = f"{listed(missing, ' and ')} {'are' if len(missing) > 1 else 'is'}" if missing else "its stack is"
        yield Finding(
            at=target.environment.at / "protect",
            message=f"`{LOCK}` does not say what {what} in `{target.place}`",
            help=f"write `apicompiler protect --env {target.environment.key}`, and commit the file",
        )


@rule(
    "AC0351",
    bad=PROTECTED.replace("{usagePlan: gold}", "{usagePlan: gold, value: 'secret:/acme'}") + LOCKED,
    good=f"{PROTECTED}{LOCKED}",
    evidence=REPLACED,
)
def replaced(target: Target) -> Findings:
    """A protected environment keeps its domains, keys and user pools.

    CloudFormation makes another one and deletes the first: callers lose their
    address, their key, or everything that a pool knows about them.
    """
    protected = target.lock.protected.get(target.locked_as)
    if not target.environment.protect or not protected:
        return
    accept = f"or accept it by `apicompiler protect --env {target.environment.key}`"
    if protected.stack != target.stack:
        yield Finding(
            at=target.at / "name",
            message=f"the stack of `{target.place}` is `{protected.stack}`, and would be another one, `{target.stack}`",
            help=f"keep its name, {accept}",
        )
    now = {(each.section, each.name): each for each in kept(target)}
    for section, known in written_down(protected).items():
        for name, identity in known.items():
            noun, found = NOUNS[section], now.get((section, name))
            if found is None:
                yield Finding(
                    at=(lock_at(target) / section / name).key,
                    message=f"the {noun} `{name}` would be deleted in `{target.place}`",
                    help=f"keep it, {accept}",
                )
            elif found.identity != identity:
                yield Finding(
                    at=found.at,
                    message=f"the {noun} `{name}` of `{target.place}` is `{identity}`, "
                    f"and would be replaced by `{found.identity}`",
                    help=f"give the new one a name of its own beside it, {accept}",
                )
