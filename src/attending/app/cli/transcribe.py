"""`attending transcribe`: a recording in, who said what and when out."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from attending.app.cli.output import json_option, say, show
from attending.app.cli.standing import Standing
from attending.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from attending.settings import Settings


@click.command()
@click.argument("recording", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--model", type=click.Path(path_type=Path), help="Folder of a faster-whisper model.")
@click.option("--endpoint", metavar="URL", help="OpenAI-compatible address; the recording is sent there.")
@click.option("--model-name", metavar="NAME", help="At the endpoint; ATTENDING_SPEECH_MODEL_NAME otherwise.")
@click.option("--language", metavar="CODE", help="ISO 639-1, or auto; ATTENDING_SPEECH_LANGUAGE otherwise.")
@click.option("--speakers", type=click.IntRange(1, 4), help="How many people speak; judged if not given.")
@json_option
@click.pass_obj
def transcribe(
    standing: Standing,
    recording: Path,
    model: Path | None,
    endpoint: str | None,
    model_name: str | None,
    language: str | None,
    speakers: int | None,
) -> None:
    """Transcribe a recording: who says what, and when. Nothing is stored.

    RECORDING is WAV, or with 'attending[speech]' also WebM, Ogg, MP3, M4A or FLAC. With --json the output is a
    transcript that `attending scribe` reads. Without --model and --endpoint, ATTENDING_SPEECH_MODEL names the model.
    """
    from attending.journeys.transcription import conversation_from, transcribe_file

    settings = _chosen(standing.settings, model, endpoint, model_name, language)
    transcript = transcribe_file(recording.read_bytes(), settings=settings, speakers=speakers, progress=tell)
    said = conversation_from(transcript)

    def draw(console: "Console") -> None:
        for turn in said.turns:
            at = int(turn.start or 0)
            console.print(f"[{at // 60}:{at % 60:02d}] {turn.role.value}: {turn.text}", markup=False)
        for remark in said.remarks:
            console.print(f"  remark  {remark}", markup=False, style="yellow")

    show({**_facts(transcript), "turns": said.turns, "id": said.id, "remarks": said.remarks}, draw)
    say(f"{transcript.speech_seconds:.0f} s of speech in {transcript.seconds:.0f} s, by {transcript.model}.")


def tell(done: int, of: int) -> None:
    """Progress on stderr, so that stdout stays the transcript."""
    if done < of:
        say(f"hearing {done + 1} of {of}")


def _facts(transcript: object) -> dict[str, object]:
    """What is known of the recording besides its turns."""
    names = ("language", "seconds", "speech_seconds", "speakers", "how", "model", "segments")
    return {name: getattr(transcript, name) for name in names}


def _chosen(
    settings: "Settings", model: Path | None, endpoint: str | None, name: str | None, language: str | None
) -> "Settings":
    """The settings of this call: who types an address here allows its host for this call."""
    if model is not None and endpoint is not None:
        raise BadInput("Give --model or --endpoint, not both.")
    if model is not None:
        settings = replace(settings, speech_model=str(model))
    if endpoint is not None:
        host = urlsplit(endpoint).hostname
        settings = replace(settings, speech_model=endpoint, speech_hosts=(host,) if host else ())
    if name is not None:
        settings = replace(settings, speech_model_name=name)
    return settings if language is None else replace(settings, speech_language=language)
