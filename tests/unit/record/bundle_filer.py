"""A process that files transaction Bundles of several clients together until it is killed; it says what it answered.

Run as `python bundle_filer.py FOLDER NAME`.
"""

import json
import sys
import threading
from pathlib import Path

from tests.unit.record.writer import GRANT, MEASUREMENTS, open_store

from attending.exchange.packing import unpack
from attending.exchange.rest.filing import Filing
from attending.exchange.rest.message import Request
from attending.exchange.rest.packed_bundles import pack

CLIENTS = 4


def bundle(name: str) -> bytes:
    """A patient with measurements, all new."""
    resources = [{"resourceType": "Patient", "id": name}]
    subject = {"reference": f"Patient/{name}"}
    resources += [
        {
            "resourceType": "Observation",
            "id": f"{name}-{n}",
            "status": "final",
            "code": {"text": "x"},
            "subject": subject,
        }
        for n in range(MEASUREMENTS)
    ]
    entries = [
        {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
        for one in resources
    ]
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).encode()


def main(folder: Path, name: str) -> None:
    filing, said = Filing(open_store(folder), lambda error: sys.exit(str(error))), threading.Lock()
    together = filing._file_together

    def say(text: str) -> None:
        with said:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def counted(members):
        say(f"together {len(members)}")
        return together(members)

    filing._file_together = counted

    def client(number: int) -> None:
        for turn in range(1_000_000):
            patient = f"{name}-{number}-{turn}"
            body = bundle(patient)
            packed = pack(body, "http://house/fhir", "")
            request = Request("POST", (), headers={}, body=body, base="http://house/fhir")
            answer = filing.submit(lambda _: GRANT, request, unpack(packed)).result()
            assert answer.status == 200, answer.resource
            say(f"filed {patient}")

    for number in range(CLIENTS):
        threading.Thread(target=client, args=(number,)).start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
