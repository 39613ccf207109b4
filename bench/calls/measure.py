"""Many calls at once: what they cost the hub, what the ear hears of it, and whether it lasts.

`scripts/bench calls` builds the program and runs this; only the loopback interface is used.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]
# Hubs and telephones of the end-to-end tests, and the figures of the way from key to platform.
# In front: the other measurement's file has this one's name.
sys.path[:0] = [
    str(_HERE.parent / "lib"),
    str(_CHECKOUT / "Tests" / "EndToEnd"),
    str(_HERE.parent / "end-to-end"),
]

import measure as end_to_end  # type: ignore[import-not-found]  # noqa: E402
from figures import Figure, report  # noqa: E402
from harness.hub import TONIGHT, Hub  # noqa: E402
from harness.inns import Inn, add_inn  # noqa: E402
from phone import STAR, Telephone  # type: ignore[import-not-found]  # noqa: E402
from places import hub as make_hub  # noqa: E402
from places import wait_for_sentences  # noqa: E402
from processes import compiled, core_share, processor_seconds, resident_megabytes  # noqa: E402

_CALLER = "0175000001"
_LINES = 500
# Calls are all there after this share of a second a call; then the hub's time is looked at.
_RAMP_PER_SECOND = 25
# Calls that key towards a platform, so that hundreds of keys take a minute or two.
_TELEPHONES = 8
# Between a digit and `*`: the hub has begun to answer, and the keeper has the handset at her ear.
_BETWEEN_KEYS = 1.5
_SHOWN_SECONDS = 10


@dataclass
class Load:
    """A run of the load generator beside a hub."""

    calls: int
    rate: int
    talk: int
    total: int

    def start(self, program: Path, hub: Hub) -> subprocess.Popen[str]:
        arguments = [hub.sip_port, _CALLER, self.calls, self.rate, self.talk, self.total]
        return subprocess.Popen(
            [str(program), *map(str, arguments)], stdout=subprocess.PIPE, text=True
        )


def finish(run: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = run.communicate(timeout=4 * 3600)
    if run.returncode != 0:
        raise SystemExit(f"calls: the load generator ended with {run.returncode}")
    return json.loads(out)


def descriptors(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def at_once(hub: Hub, program: Path, calls: int, seconds: int) -> list[Figure]:
    """Calls that listen and key, all at the same time."""
    ramp = calls / _RAMP_PER_SECOND
    talk = int(ramp) + seconds + 10
    progress(f"{calls} calls at once for {seconds} s …")
    before = sum(hub.telephone["keys"].values())
    run = Load(calls, _RAMP_PER_SECOND, talk, calls).start(program, hub)
    time.sleep(ramp + 8)
    in_c = processor_seconds(run.pid)
    share = core_share(hub.pid, seconds)
    # The generator sends and takes the same packets, in plain C.
    in_c = max(processor_seconds(run.pid) - in_c, 0.01) / seconds
    memory = resident_megabytes(hub.pid)
    told = finish(run)
    heard = sum(hub.telephone["keys"].values()) - before
    print(json.dumps(told), file=sys.stderr)
    return [
        Figure("calls_at_once", told["at_once"], "calls in progress together"),
        Figure("calls_failed", told["failed"] + told["refused"], "calls that came to nothing", at_most=0),
        Figure("calls_500_core_share", share, f"of one core, the hub alone, {calls} calls", at_most=0.7),
        Figure("calls_over_c", share / in_c, "times what plain C takes for the same packets"),
        Figure("keys_sent", told["keys"], "keys pressed"),
        Figure(
            "keys_lost",
            told["keys"] - heard + told["keys_lost"],
            "not heard, or not answered",
            at_most=0,
        ),
        Figure("rtp_lost", told["lost"], f"packets of {told['received']}", at_most=0),
        Figure(
            "rtp_gap_ms_p999",
            told["gap_p999"],
            f"ms between packets (max {told['gap_max']})",
            at_most=40,
        ),
        Figure("key_to_sound_ms_p50", told["sound_p50"], "ms from key to the answer's sound"),
        Figure("key_to_sound_ms_p99", told["sound_p99"], "ms, 500 of them the rule's silence", at_most=700),
        Figure("rss_mb", memory, "MB with all calls"),
    ]


def new_calls(hub: Hub, program: Path, total: int) -> list[Figure]:
    """Short calls, as many a second as the hub takes."""
    best = 0.0
    share = 0.0
    for rate in (200, 250, 300):
        progress(f"{total} new calls, {rate} a second …")
        run = Load(_LINES, rate, 1, total).start(program, hub)
        time.sleep(1.5)
        used = core_share(hub.pid, max(2.0, total / rate - 3))
        told = finish(run)
        print(json.dumps(told), file=sys.stderr)
        if told["failed"] or told["refused"] or told["done"] < total:
            break
        # The last calls hang up a second after they began.
        best, share = total / (told["seconds"] - 1.2), used
    return [
        Figure("new_calls_per_s", best, "all answered and ended in order", at_least=200),
        Figure("new_calls_core_share", share, "of one core at that rate"),
    ]


class Keying:
    """Keys on their way to a platform: several telephones press them, one at a time.

    Each keeper states a number, presses `*` while it is read back, and states the other one.
    """

    def __init__(self, hub: Hub, keys: int):
        self.times: list[float] = []
        self._hub = hub
        self._platform = end_to_end.Platform(hub, hub.key("tabi-bench"))
        # Two keys at the same time would measure each other.
        self._pressing = threading.Lock()
        self._inns = [add_inn(hub) for _ in range(min(_TELEPHONES, keys))]
        self._share = [
            keys // len(self._inns) + (number < keys % len(self._inns))
            for number in range(len(self._inns))
        ]

    def run(self) -> list[float]:
        """Seconds from the first packet of each key until a search has shown its number."""
        with ThreadPoolExecutor(len(self._inns)) as telephones:
            for done in [telephones.submit(self._call, *each) for each in zip(self._inns, self._share)]:
                done.result()
        return sorted(self.times)

    def _call(self, inn: Inn, keys: int) -> None:
        with Telephone(self._hub, inn.phone) as phone:
            phone.wait_for("今夜です")
            for number in range(keys):
                if number:
                    # The read-back goes on; it is what `*` corrects.
                    time.sleep(_BETWEEN_KEYS)
                    phone.press(STAR)
                    phone.release()
                    time.sleep(_BETWEEN_KEYS)
                with self._pressing:
                    self.times.append(self._key(phone, inn, 3 + number % 2))

    def _key(self, phone: Telephone, inn: Inn, rooms: int) -> float:
        pressed = phone.press(rooms)
        # The key goes on being pressed while the platform asks.
        finger = threading.Thread(target=phone.release)
        finger.start()
        while self._platform.search(TONIGHT, inns=inn.id)[0]["remaining"] != rooms:
            if time.monotonic() - pressed > _SHOWN_SECONDS:
                raise SystemExit(f"a key never showed\n{self._hub.log_end()}")
        shown = time.monotonic() - pressed
        finger.join()
        return shown


def key_to_api(hub: Hub, keys: int) -> list[Figure]:
    progress(f"{keys} keys on their way to a platform …")
    times = Keying(hub, keys).run()
    worst = times[min(len(times) - 1, int(len(times) * 0.99))]
    return [
        Figure("key_to_api_ms_p50", times[len(times) // 2] * 1000, f"ms, of {len(times)} keys"),
        Figure("key_to_api_ms_p99", worst * 1000, f"ms (max {times[-1] * 1000:.1f})", at_most=50),
    ]


def soak(hub: Hub, program: Path, minutes: int) -> list[Figure]:
    """Calls that come and go for a long time: nothing may grow."""
    calls, talk = 60, 20
    total = calls * minutes * 60 // (talk + 1)
    progress(f"{calls} calls at a time for {minutes} min, {total} in all …")
    run = Load(calls, 20, talk, total).start(program, hub)
    warm = max(60.0, minutes * 60 * 0.2)
    samples: list[tuple[float, float, int]] = []

    def watch() -> None:
        while run.poll() is None:
            samples.append((time.monotonic(), resident_megabytes(hub.pid), descriptors(hub.pid)))
            time.sleep(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    told = finish(run)
    watcher.join()
    time.sleep(2)
    start = samples[0][0]
    steady = [each for each in samples if each[0] - start > warm] or samples
    third = max(1, len(steady) // 3)

    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    growth = mean([each[1] for each in steady[-third:]]) - mean([each[1] for each in steady[:third]])
    files = max(each[2] for each in steady[-third:]) - max(each[2] for each in steady[:third])
    open_ports = subprocess.run(
        ["ss", "-Hlnpu"], capture_output=True, text=True, check=False
    ).stdout.count(f"pid={hub.pid},")
    print(json.dumps(told), file=sys.stderr)
    return [
        Figure("soak_calls", told["done"], f"calls in {minutes} min, {told['failed']} failed"),
        Figure("soak_keys_lost", told["keys_lost"], f"of {told['keys']}"),
        Figure("soak_rtp_lost", told["lost"], f"of {told['received']}"),
        Figure("rss_growth_mb", growth, "last third against first third, after warming up"),
        Figure("descriptors_growth", files, "the same for open files"),
        Figure("ports_after", open_ports, "UDP ports still open when all calls are over"),
    ]


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def minutes(text: str) -> int:
    number = int(text.removesuffix("m"))
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1m")
    return number


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench calls")
    parser.add_argument("program", type=Path)
    parser.add_argument("--calls", type=int, default=_LINES, help="calls at once (500)")
    parser.add_argument("--seconds", type=int, default=30, help="time looked at (30)")
    parser.add_argument("--new-calls", type=int, default=4000, help="short calls (4000)")
    parser.add_argument("--keys", type=int, default=200, help="keys towards a platform (200)")
    parser.add_argument("--soak", type=minutes, metavar="MINUTES", help="only the long run, as 30m")
    parser.add_argument("--part", choices=["at-once", "new", "key"], help="only this part")
    parser.add_argument("--small", action="store_true", help="shows that it runs, measures nothing")
    options = parser.parse_args()
    if options.small:
        options.calls, options.seconds, options.new_calls, options.keys = 20, 5, 100, 4
    # At this level the hub says when its sentences are made; of a call it says nothing.
    arguments = ("--lines", str(_LINES), "--log", "info")
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as folder:
        program = compiled(Path(folder), "load", "calls/load.c")
        data = Path(folder) / "data"
        hub = make_hub(options.program.resolve(), data, _LINES, arguments=arguments)
        hub.start()
        try:
            # Every sentence is made once before it counts: synthesis takes a core for minutes.
            wait_for_sentences(hub)
            finish(Load(4, 4, 20, 4).start(program, hub))
            if options.soak:
                figures = soak(hub, program, options.soak)
            else:
                figures = []
                if options.part in (None, "key"):
                    figures += key_to_api(hub, options.keys)
                if options.part in (None, "at-once"):
                    figures += at_once(hub, program, min(options.calls, _LINES), options.seconds)
                if options.part in (None, "new"):
                    figures += new_calls(hub, program, options.new_calls)
        finally:
            hub.stop()
    print(report(figures))


if __name__ == "__main__":
    main()
