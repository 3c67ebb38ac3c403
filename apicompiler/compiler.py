"""The whole compiler on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from apicompiler.catalogue import RULES
from apicompiler.check import check, check_outcomes
from apicompiler.diagnostic import Diagnostic, sound
from apicompiler.division import divided
from apicompiler.noun import Noun
from apicompiler.outcome import Outcome, may_exceed
from apicompiler.read import read
from apicompiler.read.files import Files, Folder
from apicompiler.review import Entry, Review
from apicompiler.setting import NOTHING_LOCKED
from apicompiler.source import Document, Location, look_up
from apicompiler.suggest import listed
from apicompiler.target import Target

if TYPE_CHECKING:
    from apicompiler.contract import Contract
    from apicompiler.plan import Account, Plan

EVERYTHING = Review()


class Compilation(Noun):
    """What came of one blueprint: a target for each environment, and all there is to say about them."""

    documents: Mapping[str, Document]
    targets: tuple[Target, ...]
    diagnostics: tuple[Diagnostic, ...]
    accepted: frozenset[Entry] = frozenset()
    """What was found of the baseline."""

    @property
    def is_sound(self) -> bool:
        """Whether there is something to deploy: only then can it be planned."""
        return bool(self.targets) and sound(self.diagnostics)

    @property
    def notices(self) -> tuple[str, ...]:
        """What is needed besides, and no finding: nobody can tell from here whether it is there."""
        places = (target.environment for target in self.targets if target.logs)
        known = dict.fromkeys(f"{place.account} {place.region}" for place in places)
        if not self.is_sound:
            return ()
        found = []
        if known:
            found.append(f"logs need a role in {', '.join(known)}, once: `apicompiler synth --account` compiles it")
        bundled = dict.fromkeys(name for target in self.targets for name in target.listings)
        if bundled:
            found.append(f"`synth` installs what {listed(bundled, ' and ')} need: nothing of it is looked for before")
        return tuple(found)


def lint(file: str, folder: Folder, review: Review = EVERYTHING) -> Compilation:
    """Read the blueprint *file* in *folder* and check it for every one of its environments, as *review* has it."""
    reading = read(file, folder)
    documents = reading.documents
    found = [*reading.diagnostics, *check(reading.targets, RULES)]
    if sound(review.kept(found, documents, RULES)):
        found += check_outcomes(_near_a_limit(reading.targets), RULES)
    accepted = frozenset(known for diagnostic in found if (known := review.accepted(diagnostic, documents)))
    diagnostics = review.kept(found, documents, RULES)
    if any(target.profile.is_strict for target in reading.targets):
        diagnostics = [diagnostic.replace(is_strict=True) for diagnostic in diagnostics]
    return Compilation(documents, reading.targets, in_order(diagnostics, documents), accepted)


def _near_a_limit(targets: Iterable[Target]) -> Iterator[Outcome]:
    """Plan those *targets* of which only the plan can tell whether they keep the limits of AWS."""
    near = tuple(filter(may_exceed, map(divided, targets)))
    if near:
        from apicompiler.lower import lower

        yield from map(Outcome, near, lower(near))


def plans(compilation: Compilation, environments: Iterable[str] = (), apis: Iterable[str] = ()) -> tuple[Plan, ...]:
    """Decide what will stand in AWS, for the named environments and APIs or for all of them."""
    from apicompiler.lower import lower

    assert compilation.is_sound, "only what is sound is planned"
    return lower(_chosen(compilation, environments), tuple(apis))


def newest(target: Target, apis: Iterable[str] = ()) -> Mapping[str, Mapping[str, dict[str, str]]]:
    """Return the newest of what each pinned stage of *target* serves, of the named APIs or of all.

    That is the `apis` and `functions` of a release: the digits of their snapshots, by their names.
    """
    from apicompiler.lower import lower
    from apicompiler.lower.ids import logical_id
    from apicompiler.lower.subset import only
    from apicompiler.releases import own_functions

    [made] = lower([target.replace(lock=NOTHING_LOCKED)])
    of_api = {deployment.api: deployment.id[-16:] for deployment in made.deployments}
    of_api |= {second.api.id: second.deployments[0].id[-16:] for second in made.of_second}
    of_function = {version.function: version.id[-16:] for version in made.versions}
    published = divided(only(target, tuple(apis)) if apis else target)
    served = {key: of_api[logical_id("Api", key)] for key in (*published.contracts, *published.sockets)}
    return {
        stage: {
            "apis": served,
            "functions": {name: of_function[logical_id("Function", name)] for name in own_functions(target, stage)},
        }
        for stage in target.releases
    }


def contract(compilation: Compilation, folder: Folder, environment: str, api: str, version: str = "") -> Contract:
    """Tell an API to its callers, as one environment publishes it; OpenAPI 3.0 or 3.1, or what its documents are."""
    from apicompiler.contract import contract

    assert compilation.is_sound, "only what is sound has callers"
    target, *_ = _chosen(compilation, [environment])  # the contract is the same in all of its regions
    return contract(target, api, Files(folder, compilation.documents), version)


def accounts(compilation: Compilation, environments: Iterable[str] = ()) -> tuple[Account, ...]:
    """Decide what the accounts of the named environments need, or of all of them."""
    from apicompiler.lower import lower_accounts

    assert compilation.is_sound, "only what is sound is planned"
    return lower_accounts(_chosen(compilation, environments))


def _chosen(compilation: Compilation, environments: Iterable[str]) -> tuple[Target, ...]:
    names = tuple(environments)
    return tuple(target for target in compilation.targets if not names or target.environment.key in names)


def in_order(diagnostics: Iterable[Diagnostic], documents: Mapping[str, Document]) -> tuple[Diagnostic, ...]:
    """Sort by place, and say once what several environments have in common."""
    found: dict[tuple[str, Location, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        at = diagnostic.finding.at
        settled = documents[at.file].settled(at) if at.file in documents else at
        found.setdefault((diagnostic.rule.code, settled, diagnostic.finding.message), diagnostic)
    findings = (diagnostic.finding for diagnostic in found.values())
    look_up(documents, (at for one in findings for at in (one.at, *(note.at for note in one.notes))))
    files = {file: index for index, file in enumerate(documents)}

    def place(entry: tuple[tuple[str, Location, str], Diagnostic]) -> tuple[int, int, str]:
        (code, at, _), _ = entry
        start = documents[at.file].span(at).start if at.file in documents else 0
        return files.get(at.file, -1), start, code

    return tuple(diagnostic for _, diagnostic in sorted(found.items(), key=place))
