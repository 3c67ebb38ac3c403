"""The end-to-end suite: every example lives the life that a user gives it, in an emulator or in an account of AWS.

`make e2e` runs all of it, and writes the table of docs/end-to-end.md; `make smoke` a slice of it. It exits with 0 when
everything is as it should be, with 1 when something is not, and with 3 where it cannot run.
"""

import argparse
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import cloud
import gaps
import machine
import plays
import table
from backend import listening
from cloud import Cloud
from life import Life, Shared
from machine import Broken
from plays import Play
from verdict import Verdict

FINE, FAILED, ELSEWHERE = 0, 1, 3
BESIDE_EACH_OTHER = 3
"""Most of the time of a deployment is waiting."""


def main() -> int:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    asked = _asked()
    python = machine.find_python()
    if python is None and not asked.real:
        print("e2e: cannot run here: the emulators need Python 3.13, and none was found")
        return ELSEWHERE
    chosen = plays.chosen(asked.only, quick=asked.quick, real=asked.real)
    try:
        started = time.monotonic()
        verdicts = lived(chosen, python or sys.executable)
    except Broken as problem:
        print(f"e2e: {problem}")
        return FAILED
    except KeyboardInterrupt:
        print("e2e: interrupted")
        return FAILED
    counts = Counter(verdict.word for verdict in verdicts)
    summary = f"{counts['ok']} ok, {counts['gap']} known gaps, {counts['FAIL']} failed, {counts['skip']} not looked at"
    print(f"e2e: {summary}, {time.monotonic() - started:.0f} s")
    if chosen == plays.EMULATED and not counts["FAIL"]:
        print(table.write(verdicts))
    return FAILED if counts["FAIL"] else FINE


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py", description="Deploys the examples, and asks them for all they promise."
    )
    parser.add_argument("only", nargs="*", help="names of examples, as the table has them; all when left out")
    parser.add_argument("--quick", action="store_true", help="the slice that runs in every build")
    parser.add_argument("--real", action="store_true", help="in the account of AWS_PROFILE, which costs money")
    return parser.parse_args()


def lived(chosen: Sequence[Play], python: str) -> list[Verdict]:
    """Let examples live, some beside each other, print every verdict as it is found, and return them all."""
    verdicts: list[Verdict] = []
    cdk = machine.install_cdk()
    with ExitStack() as ends:
        work = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="apicompiler-e2e-")))
        backend = ends.enter_context(listening())
        clouds = {
            name: ends.enter_context(_started(name, python, work / name, backend))
            for name in dict.fromkeys(play.cloud for play in chosen)
        }
        shared = Shared()
        lives = [Life(play.example, clouds[play.cloud], cdk, shared) for play in chosen]
        pool = ends.enter_context(ThreadPoolExecutor(BESIDE_EACH_OTHER))
        futures = [pool.submit(_live, life, verdicts, shared.printing) for life in lives]
        try:
            for future in futures:
                future.result()
        except BaseException:
            shared.stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        if any(verdict.word == "FAIL" for verdict in verdicts):
            print(*(each.last_words for each in clouds.values()), sep="\n")
    return verdicts


def _started(name: str, python: str, work: Path, backend: str) -> AbstractContextManager[Cloud]:
    match name:
        case "LocalEmu":
            return cloud.localemu(python, work, backend)
        case "MiniStack":
            return cloud.ministack(python, work, backend)
        case _:
            return cloud.real(work, backend)


def _live(life: Life, verdicts: list[Verdict], printing: threading.Lock) -> None:
    """Live one life, whose end is a verdict, too."""
    for verdict in _to_the_end(life):
        with printing:
            verdicts.append(verdict)
            print(verdict, flush=True)


def _to_the_end(life: Life) -> Iterator[Verdict]:
    key, where, met = life.example.key, life.cloud.name, set[str]()
    try:
        for verdict in life.verdicts():
            met.add(verdict.check)
            yield verdict
    except Broken as problem:
        yield Verdict("deploy", "it lives to its end", str(problem), example=key, cloud=where)
    except Exception:
        yield Verdict("deploy", "it lives to its end", traceback.format_exc(), example=key, cloud=where)
    else:
        for gap in gaps.of(where, key):
            if gap.check not in met:
                yield Verdict("deploy", gap.check, "no check has this name", example=key, cloud=where)


if __name__ == "__main__":
    sys.exit(main())
