"""`attending serve`: the web pages of one record."""

import click

from attending.app.cli.output import json_option, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.threads import one_thread_a_product


@click.command()
@click.option("--host", help="Address to listen on; ATTENDING_HOST or 127.0.0.1 otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; ATTENDING_PORT, PORT or 8000 otherwise.")
@json_option
@click.pass_obj
def serve(standing: Standing, host: str | None, port: int | None) -> None:
    """Serve the web pages of this record.

    Plain HTTP: put a proxy with TLS in front before anybody connects from another machine.
    """
    one_thread_a_product()
    from attending.app.web.server import run

    standing.listen(host=host, port=port)
    with standing.clinic() as clinic:
        address = f"http://{clinic.settings.host}:{clinic.settings.port}"
        show({"url": address}, lambda console: console.print(f"Serving {address}  (Ctrl-C ends it)"))
        if clinic.settings.host not in {"127.0.0.1", "localhost", "::1"} and not clinic.settings.secure_cookies:
            say("Other machines can reach this over plain HTTP: use TLS and set ATTENDING_SECURE_COOKIES=1.")
        run(clinic)
