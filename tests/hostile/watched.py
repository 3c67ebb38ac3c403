"""Lints a folder in a process that may use so much time and memory and no more, and tells what was opened.

Started with the folder, it prints what was found as JSON: `codes`, and `opened`, the files outside of the folder
and of Python itself that were opened, listed or connected to.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

CPU_SECONDS, MEMORY = 20, 3 * 2**30


def linted(folder):
    """Return the codes that are found in a folder, each once."""

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    command = [sys.executable, __file__, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-2000:]}"
    seen = json.loads(done.stdout)
    assert seen["opened"] == []
    return seen["codes"]


def main(folder):
    from apicompiler.compiler import lint
    from apicompiler.lower import lower  # noqa: F401  what is imported is opened now
    from apicompiler.read.files import DiskFolder
    from apicompiler.report.formats import FORMATS, written
    from apicompiler.report.found import Found
    from apicompiler.report.text import plain

    opened = []
    own = [str(Path(place).resolve()) for place in (*sys.path, sys.prefix, sys.base_prefix) if place]

    def watch(event, arguments):
        if event.startswith("socket."):
            opened.append(event)
        if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str | bytes):
            path = str(Path(str(arguments[0])).resolve())
            if not path.startswith((str(folder), *own)):
                opened.append(path)

    sys.addaudithook(watch)
    outcome = lint("blueprint.yaml", DiskFolder(folder))
    found = Found("blueprint.yaml", "", "", outcome.diagnostics[:1_000], outcome.documents)
    for format in FORMATS:
        written(format, (found,), plain).encode()
    print(json.dumps({"codes": sorted({d.rule.code for d in outcome.diagnostics}), "opened": opened}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
