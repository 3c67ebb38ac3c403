"""What the code of functions needs is installed for the machine they run on, and is the same every time."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from apicompiler import dependencies
from apicompiler.cdk import BlueprintError, read_plans
from apicompiler.cli import run
from apicompiler.compiler import lint, plans
from apicompiler.emit.assembly import synthesize
from apicompiler.read.files import DiskFolder

BLUEPRINT = """
apicompiler: 1
name: books
profile: relaxed
apis: {v1: openapi.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
functions: {orders: {code: orders, handler: app.handler, runtime: python3.13, SETTINGS}}
integrations: {books: {lambda: orders}}
defaults: {integration: books, auth: iam}
"""
DOCUMENT = """
openapi: 3.0.3
info: {title: books, version: '1'}
paths: {/books: {get: {operationId: listBooks, responses: {'200': {description: books}}}}}
"""
LISTING = "--no-index\n--find-links wheels\nprices==1.0\n"


@pytest.fixture
def folder(tmp_path):
    return blueprint(tmp_path / "one")


def blueprint(root, settings="memory: 128", listing=LISTING, tags=("cp313-cp313-manylinux_2_28_x86_64",)):
    (root / "orders").mkdir(parents=True)
    (root / "blueprint.yaml").write_text(BLUEPRINT.replace("SETTINGS", settings))
    (root / "openapi.yaml").write_text(DOCUMENT)
    (root / "orders/app.py").write_text("import prices\n\n\ndef handler(event, context): ...\n")
    (root / "orders/requirements.txt").write_text(listing.replace("wheels", f"{root}/wheels"))
    (root / "wheels").mkdir()
    for tag in tags:
        wheel(root / "wheels", tag)
    return root


def wheel(folder, tag):
    """Make a package that says for which machine it was built."""
    info = "prices-1.0.dist-info"
    with zipfile.ZipFile(folder / f"prices-1.0-{tag}.whl", "w") as archive:
        archive.writestr("prices.py", f"BUILT = {tag!r}\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: prices\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\nprices = prices:main\n")
        archive.writestr(f"{info}/RECORD", "")


def compiled(root):
    outcome = lint("blueprint.yaml", DiskFolder(root))
    assert outcome.is_sound
    return outcome, plans(outcome)


def uploaded(root, out):
    """Return the files that are uploaded for the function, and the hash they have."""
    _, planned = compiled(root)
    synthesize(planned, root, out)
    files = json.loads((out / "books-dev.assets.json").read_text())["files"]
    [(digest, source)] = [(key, file["source"]) for key, file in files.items() if file["source"]["packaging"] == "zip"]
    path = out / source["path"]
    return {
        str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()
    }, digest


def test_wheels_of_the_machine_stand_beside_the_code(folder, tmp_path):
    files, _ = uploaded(folder, tmp_path / "out")
    assert files["prices.py"] == b"BUILT = 'cp313-cp313-manylinux_2_28_x86_64'\n"
    assert "app.py" in files
    assert not [name for name in files if name.startswith("bin/") or name.endswith((".pyc", "RECORD", "INSTALLER"))]


def test_same_code_gives_the_same_bytes_and_hash_in_every_folder(tmp_path):
    listing = "--no-index\nprices==1.0\n"
    one, two = (blueprint(tmp_path / name, listing=listing) for name in ("one", "two/deeper"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_FIND_LINKS", str(one / "wheels"))
        first, second = (uploaded(root, tmp_path / f"out{n}") for n, root in enumerate((one, two)))
    assert first == second


def test_architecture_and_python_make_another_bundle(tmp_path):
    digests = {
        compiled(blueprint(tmp_path / str(n), settings, listing="prices==1.0\n"))[1][0].functions[0].package.digest
        for n, settings in enumerate(["memory: 128", "architecture: arm64", "memory: 256"])
    }
    assert len(digests) == 2


def test_nothing_is_installed_twice(folder, tmp_path, monkeypatch):
    outcome, planned = compiled(folder)
    assert dependencies.install(planned, outcome.targets, folder) == ()
    monkeypatch.setattr(dependencies.subprocess, "run", None)
    assert dependencies.install(planned, outcome.targets, folder) == ()


def test_two_who_install_the_same_at_the_same_time_both_have_it(folder, tmp_path, monkeypatch):
    made = dependencies._settle

    def overtaken(fresh):
        made(fresh)
        [digest] = [function.package.digest for function in compiled(folder)[1][0].functions]
        shutil.copytree(fresh, folder / dependencies.CACHE / digest)

    monkeypatch.setattr(dependencies, "_settle", overtaken)
    assert "prices.py" in uploaded(folder, tmp_path / "out")[0]


def test_lint_installs_nothing_and_says_so(folder):
    outcome, _ = compiled(folder)
    assert outcome.notices == ("`synth` installs what `orders` need: nothing of it is looked for before",)
    assert not (folder / dependencies.CACHE).exists()


def test_wheel_of_another_machine_is_a_finding_at_the_code(tmp_path, capsys):
    root = blueprint(tmp_path / "one", settings="architecture: arm64")
    assert run(["synth", str(root), "-q", "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "error[AC1501]: `prices==1.0` has no wheel for Python 3.13 on aarch64" in said
    assert "code: orders" in said
    assert not (tmp_path / "out").exists()


def test_bundle_false_uploads_the_folder_as_it_is(tmp_path):
    root = blueprint(tmp_path / "one", settings="bundle: false")
    files, _ = uploaded(root, tmp_path / "out")
    assert sorted(files) == ["app.py", "requirements.txt"]


def test_lock_is_installed_instead_of_the_looser_list(tmp_path, monkeypatch):
    root = blueprint(tmp_path / "one", listing="prices>=99\n")
    [found] = (root / "wheels").iterdir()
    proof = hashlib.sha256(found.read_bytes()).hexdigest()
    lock = f'[[packages]]\nname = "prices"\nversion = "1.0"\nwheels = [{{ hashes = {{ sha256 = "{proof}" }} }}]\n'
    (root / "orders/pylock.toml").write_text(lock)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(root / "wheels"))
    files, _ = uploaded(root, tmp_path / "out")
    assert "prices.py" in files
    (root / "orders/pylock.toml").write_text(lock.replace(proof, "0" * 64))
    outcome, planned = compiled(root)
    [failed] = dependencies.install(planned, outcome.targets, root)
    assert failed.finding.message == "the index holds something else than `pylock.toml` locks"


def test_cache_is_nothing_that_git_sees(folder):
    outcome, planned = compiled(folder)
    dependencies.install(planned, outcome.targets, folder)
    assert (Path(folder) / dependencies.CACHE / ".gitignore").read_text() == "*\n"


def test_stack_of_ones_own_app_says_what_lint_would_say(tmp_path):
    root = blueprint(tmp_path / "one", settings="architecture: arm64")
    with pytest.raises(BlueprintError, match=r"has no wheel for Python 3\.13 on aarch64"):
        read_plans(str(root), ("dev",))


def test_cache_that_cannot_be_written_is_a_finding(folder):
    outcome, planned = compiled(folder)
    (folder / dependencies.CACHE).write_text("a file")
    [failed] = dependencies.install(planned, outcome.targets, folder)
    assert failed.finding.message.startswith("`.apicompiler_cache` cannot be written beside the blueprint")
