"""What Python code needs is read as pip and uv write it."""

import pytest

from apicompiler.requirements import Unreadable, requirements

UV = """
version = 1

[[package]]
name = "orders"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "httpx", extra = ["http2"] },
    { name = "tomli", marker = "python_full_version < '3.11'" },
]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "httpx"
version = "0.27.0"
source = { registry = "https://packages.example.com/simple" }
dependencies = [{ name = "idna" }]
wheels = [{ url = "https://example.com/httpx.whl", hash = "sha256:aa" }]

[package.optional-dependencies]
http2 = [{ name = "h2", marker = "sys_platform != 'win32'" }]

[[package]]
name = "h2"
version = "4.1.0"
source = { registry = "https://packages.example.com/simple" }
wheels = [{ url = "https://example.com/h2.whl", hash = "sha256:bb" }]

[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://packages.example.com/simple" }
wheels = [{ url = "https://example.com/idna.whl", hash = "sha256:cc" }]

[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://packages.example.com/simple" }
wheels = [{ url = "https://example.com/pytest.whl", hash = "sha256:dd" }]

[[package]]
name = "tomli"
version = "2.0.1"
source = { registry = "https://packages.example.com/simple" }
dependencies = [{ name = "idna" }]
sdist = { url = "https://example.com/tomli.tar.gz", hash = "sha256:ee" }
"""


def texts(file, text):
    return [requirement.text for requirement in requirements(file, text)]


def test_lines_of_pip_go_on_behind_a_backslash_and_end_before_a_comment():
    text = "# ours\nprices==1.0 \\\n    --hash=sha256:aa  # the newest\n\n-r more.txt\nidna>=3\n"
    found = requirements("requirements.txt", text)
    assert [requirement.text.split() for requirement in found] == [["prices==1.0", "--hash=sha256:aa"], ["idna>=3"]]
    assert [text[requirement.offset :].split()[0] for requirement in found] == ["prices==1.0", "idna>=3"]
    assert [requirement.is_exact for requirement in found] == [True, False]


@pytest.mark.parametrize(
    "line",
    [
        "-e .",
        "./prices",
        "git+https://github.com/example/prices",
        "prices @ git+https://github.com/example/prices@v1",
        "prices @ https://example.com/prices.tar.gz",
        "--no-binary :all:",
    ],
)
def test_what_is_built_is_no_wheel(line):
    assert requirements("requirements.txt", line)[0].is_built


@pytest.mark.parametrize(
    "line", ["prices==1.0", "./wheels/prices-1.0-py3-none-any.whl", "prices @ https://example.com/prices-1.0.whl"]
)
def test_what_is_named_by_version_or_as_a_wheel_is_one(line):
    assert not requirements("requirements.txt", line)[0].is_built


def test_lock_of_uv_gives_what_the_project_needs_and_not_what_its_developers_do():
    assert texts("uv.lock", UV) == [
        "h2==4.1.0 ; (sys_platform != 'win32') --hash=sha256:bb",
        "httpx==0.27.0 --hash=sha256:aa",
        "idna==3.10 --hash=sha256:cc",
        "tomli==2.0.1 ; (python_full_version < '3.11')",
    ]


def test_what_a_lock_has_no_wheel_of_stands_at_its_package():
    [built] = [requirement for requirement in requirements("uv.lock", UV) if requirement.is_built]
    assert UV[built.offset :].startswith('name = "tomli"')


def test_pylock_is_read():
    text = """
lock-version = "1.0"
[[packages]]
name = "prices"
version = "1.0"
marker = "sys_platform == 'linux'"
wheels = [{ name = "prices-1.0-py3-none-any.whl", hashes = { sha256 = "aa" } }]
"""
    assert texts("pylock.toml", text) == ["prices==1.0 ; sys_platform == 'linux' --hash=sha256:aa"]


@pytest.mark.parametrize("text", ["a = [", "version = 1", "package = [1]", "[[package]]\nname = 'a'\nsource = {}"])
def test_anything_else_is_no_lock(text):
    with pytest.raises(Unreadable):
        requirements("uv.lock", text)
