"""An hour of a visit through the whole path, half an hour of one followed live: `python -m bench.speech_long WHAT`.

WHAT is `whole` (decode, hear, tell apart, read, draft: processor seconds and most memory of each, words lost, doubled)
or `live` (pieces of two seconds, as a browser sends them, followed over a WebSocket that drops once: how long until a
word is shown, memory, processor time). Needs espeak-ng and DATA/osce-interviews. `--keep FOLDER` keeps the recording,
which takes minutes to make, for the next run; `--file FILE` measures `whole` on another recording of the same visit.
Seconds are processor seconds of this process, the recogniser is another one; set OMP_NUM_THREADS=1.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from bench.long_visit import CAPTION, LongVisit, load, make_visit, webm_of, written_turns
from starlette.testclient import TestClient
from tests.journeys.web.hospital import PASSWORD, Clock, fill, open_hospital

from attending.app.web.server import create_app
from attending.journeys.consultation import preview_note
from attending.journeys.transcription import asking, conversation_from
from attending.models import open_speech_model
from attending.settings import Settings
from attending.speech import Transcript, listen, read_sound

PIECE_S = 2.0
"""Of a browser's piece."""
RECORDING = "cd" * 16
REPORT_S = 300


def main() -> None:
    """One line a measure, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("whole", "live"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--minutes", type=float, help="60 for whole, 30 for live.")
    parser.add_argument("--keep", type=Path, help="Folder of the recording.")
    parser.add_argument("--file", type=Path, help="Another recording of the same visit.")
    parser.add_argument("--speed", type=float, default=1.0, help="How many times faster than life a live visit comes.")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = asked.keep or temporary / "visit"
        visit = the_visit(folder, asked.data, 60)
        settings = Settings.from_environment({"ATTENDING_HOME": str(temporary / "home")})
        settings = replace(
            settings, speech_model=stack.enter_context(recogniser(folder)), speech_hosts=("127.0.0.1",)
        )  # fmt: skip
        if asked.what == "whole":
            found = whole(visit, asked.file or folder / "visit.webm", settings)
        else:
            sound = (folder / "visit.webm").read_bytes()
            found = Live(visit, sound, settings, asked.speed).run(60 * (asked.minutes or 30))
    print(json.dumps(found) if asked.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


def the_visit(folder: Path, data: Path, minutes: float) -> LongVisit:
    """The visit of a folder, made where there is none."""
    if not (folder / "visit.webm").is_file():
        visit = make_visit(written_turns(data / "osce-interviews" / "transcripts", minutes), minutes)
        visit.save(folder)
        (folder / "visit.webm").write_bytes(webm_of(visit))
    return load(folder)


@contextmanager
def recogniser(folder: Path) -> Iterator[str]:
    """The address of a server that hears the visit, in a process of its own."""
    command = [sys.executable, "-m", "bench.long_visit", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.kill()


class Meter:
    """Processor seconds and the most memory of each step."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self._most, self._ended = 0.0, threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        before, begun, self._most = memory_mb(), time.process_time(), 0.0
        yield
        self._most = max(self._most, memory_mb())
        self.found[f"{name}, s"] = round(time.process_time() - begun, 1)
        self.found[f"{name}, most MB above start"] = round(self._most - before)

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self._most = max(self._most, memory_mb())


def memory_mb() -> float:
    """What this process has in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


def whole(visit: LongVisit, file: Path, settings: Settings) -> dict[str, Any]:
    """The path of a recording, step by step."""
    meter, data = Meter(), file.read_bytes()
    with meter.step("decode"):
        sound = read_sound(data)
    del data
    with meter.step("find speech, hear by the endpoint, tell apart"):
        transcript = listen(sound, open_speech_model(settings), asking(settings, None, None))
    with meter.step("read as a conversation"):
        said = conversation_from(transcript)
    preview_note(conversation_from(first_minute(transcript)), chart=None, now=datetime.now(UTC), settings=settings)
    with meter.step("draft, models loaded"):
        preview_note(said, chart=None, now=datetime.now(UTC), settings=settings)
    meter.found |= {"seconds of sound": round(sound.seconds), "turns": len(said.turns), "told apart by": transcript.how}
    return meter.found | words_of_transcript(visit, transcript)


def first_minute(transcript: Transcript) -> Transcript:
    """Enough to load the models of the engine."""
    import msgspec

    return msgspec.structs.replace(transcript, segments=transcript.segments[:12])


def words_of_transcript(visit: LongVisit, transcript: Transcript) -> dict[str, Any]:
    """Words of the transcript against what was said."""
    said = plain(" ".join(line.text for line in visit.lines))
    heard = plain(" ".join(one.text for one in transcript.segments))
    lost, added, changed = edits(said, heard)
    return {
        "words said": len(said),
        "words lost": lost,
        "words doubled or made up": added,
        "words cut by a border": changed,
        "captions in the transcript": sum(CAPTION in one.text for one in transcript.segments),
        "captions left out": " ".join(transcript.remarks).count("left out"),
    }


def plain(text: str) -> list[str]:
    """Words as they count."""
    return re.findall(r"[a-z0-9']+", text.lower())


def edits(said: list[str], heard: list[str]) -> tuple[int, int, int]:
    """Words left out, added and changed, in the shortest way from the one to the other."""
    numbers = {word: n for n, word in enumerate({*said, *heard})}
    wanted, given = (np.array([numbers[word] for word in words]) for words in (said, heard))
    way = np.zeros((len(wanted) + 1, len(given) + 1), dtype=np.uint8)
    row, places = np.arange(len(given) + 1), np.arange(len(given) + 1)
    for n, word in enumerate(wanted, start=1):
        kept = np.concatenate([[n], row[:-1] + (given != word)])
        dropped = row + 1
        best = np.minimum(kept, dropped)
        row = np.minimum.accumulate(best - places) + places
        way[n] = np.where(row < best, 2, np.where(kept <= dropped, 0, 1))
        way[n, 0] = 1
    way[0, 1:] = 2
    counts, n, at = [0, 0, 0], len(wanted), len(given)
    while n or at:
        step = int(way[n, at])
        if step == 0:
            counts[2] += int(wanted[n - 1] != given[at - 1])
        else:
            counts[step - 1] += 1
        n, at = n - (step != 2), at - (step != 1)
    return counts[0], counts[1], counts[2]


class Live:
    """A visit that is recorded and followed at once."""

    def __init__(self, visit: LongVisit, sound: bytes, settings: Settings, speed: float) -> None:
        home = Path(tempfile.mkdtemp(dir=settings.home.parent))
        clinic = open_hospital(home, Clock())
        fill(clinic, Clock())
        chosen = replace(clinic.settings, speech_model=settings.speech_model, speech_hosts=settings.speech_hosts)
        self.visit, self.sound, self.speed = visit, sound, speed
        self.http = TestClient(create_app(replace(clinic, settings=chosen)), base_url="http://testserver")
        self.token = ""
        self.waits: list[tuple[float, float]] = []
        self.rows: list[dict[str, float]] = []
        self.messages = self.letters = 0
        self.shown = 0.0

    def run(self, seconds: float) -> dict[str, Any]:
        """Record for so long."""
        self._sign_in()
        form = {"csrf": self.token, "id": RECORDING, "patient": "p1", "media_type": "audio/webm", "consent": "1"}
        assert self.http.post("/recordings", data=form).status_code == 200
        self.begun = time.monotonic()
        follower = threading.Thread(target=self._follow, args=(seconds,), daemon=True)
        follower.start()
        step = int(len(self.sound) / self.visit.seconds * PIECE_S)
        for number in range(int(seconds / PIECE_S)):
            time.sleep(max(0.0, self.begun + (number + 1) * PIECE_S / self.speed - time.monotonic()))
            self._send(number, self.sound[number * step : (number + 1) * step])
            if (number + 1) * PIECE_S % REPORT_S == 0:
                self._report((number + 1) * PIECE_S)
        self.http.post(f"/recordings/{RECORDING}/finish", data={"csrf": self.token, "pieces": int(seconds / PIECE_S)})
        follower.join(timeout=60)
        return {"every five minutes": self.rows, "messages": self.messages, "megabytes sent": self.letters / 1e6}

    def _sign_in(self) -> None:
        token = re.search(r'name="csrf" value="([^"]+)"', self.http.get("/sign-in").text)
        assert token
        self.http.post("/sign-in", data={"csrf": token[1], "name": "adams", "password": PASSWORD})
        token = re.search(r'data-csrf="([^"]+)"', self.http.get("/recordings/new").text)
        assert token
        self.token = token[1]

    def _send(self, number: int, data: bytes) -> None:
        headers = {"X-CSRF": self.token, "X-SHA256": hashlib.sha256(data).hexdigest()}
        assert self.http.put(f"/recordings/{RECORDING}/pieces/{number}", content=data, headers=headers).is_success

    def _follow(self, seconds: float) -> None:
        """Read what is told; in the middle the connection drops, and is made again."""
        for until in (seconds / 2, np.inf):
            address, ours = f"/recordings/{RECORDING}/live", {"origin": "http://testserver"}
            with self.http.websocket_connect(address, headers=ours) as socket:
                while self._now() < until:
                    told = socket.receive_json()
                    if told.get("over"):
                        return
                    self._heard(told)

    def _now(self) -> float:
        """Seconds of the visit that were spoken so far."""
        return (time.monotonic() - self.begun) * self.speed

    def _heard(self, told: dict[str, Any]) -> None:
        now, self.messages, self.letters = self._now(), self.messages + 1, self.letters + len(json.dumps(told))
        last = plain(told["turns"][-1]["text"])[-4:] if told["turns"] else []
        ends = [line.end for line in self.visit.lines if last and plain(line.text)[-len(last) :] == last]
        near = [end for end in ends if now - 120 < end <= now]
        if near and max(near) > self.shown:
            self.shown = max(near)
            self.waits.append((now, (now - self.shown) / self.speed))

    def _report(self, at: float) -> None:
        waits = [wait for now, wait in self.waits if at - REPORT_S < now <= at] or [float("nan")]
        self.rows.append(
            {"minute": round(at / 60), "MB": round(memory_mb()), "processor s": round(time.process_time(), 1),
             "s until a turn's end is shown, median": round(float(np.median(waits)), 1),
             "the slowest tenth": round(float(np.percentile(waits, 90)), 1)}
        )  # fmt: skip
        print(json.dumps(self.rows[-1]), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
