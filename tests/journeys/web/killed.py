"""A server that is killed, or told to end, in the middle of a study's wish: the next one goes on with it."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from attending.app.web.fulfilling import Fulfilling
from attending.journeys.clinic import Clinic
from attending.security.accounts import find_account
from attending.security.roles import grant_for

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.journeys.web.hospital import Clock, open_hospital
from attending.journeys.imaging_fulfil import fulfil_wish

def progress(done, of):
    if done >= 6:
        os.kill(os.getpid(), signal.SIGKILL)

fulfil_wish(*sys.argv[2:], clinic=open_hospital(Path(sys.argv[1]), Clock()), progress=progress)
"""


def begin_and_be_killed(clinic: Clinic, key: str, wish: str) -> None:
    """Fulfil a study's wish in another process, which dies after six images."""
    root = Path(__file__).parents[3]
    paths = os.pathsep.join([str(root), str(root / "src")])
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", KILLED, str(clinic.settings.home), key, wish],
        check=False, cwd=root, timeout=300,
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, (done.returncode, done.stderr, clinic.images.load(key).wishes)


def end_the_server(clinic: Clinic, kind, gate) -> None:
    """Start a server that fulfils wishes of one kind, and tell it to end while it is at work."""
    server = Fulfilling(clinic, kind)
    server.resume()
    assert gate.entered.wait(60)
    ending = threading.Thread(target=server.close)
    ending.start()
    gate.open.set()
    ending.join(60)


def rays(clinic: Clinic):
    """The radiologist's leave."""
    account = find_account(clinic.record.connection(), "rays")
    assert account is not None
    return grant_for(account)
