"""From a recording to a note that waits for its clinician: decoded, heard, told apart, drafted."""

from collections.abc import Callable

import msgspec

from attending.drafts import Conversation
from attending.errors import AttendingError, Conflict, NotConfigured
from attending.exchange.recordings import HeardBefore, State
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import document_consultation
from attending.models import SpeechModel, open_speech_model
from attending.record import Chart
from attending.review import Review
from attending.scribe import hear_marks, read_conversation, tell_clinician
from attending.security import Grant
from attending.settings import Settings
from attending.speech import Asking, Transcript, Wording, likely_names, listen, mark_unsure, read_sound, to_json

Progress = Callable[[int, int], None]


def transcribe_file(
    data: bytes, *, settings: Settings, chart: Chart | None = None, speakers: int | None = None,
    progress: Progress = lambda *_: None,
) -> Transcript:  # fmt: skip
    """A recording in words, with nothing kept."""
    model = _speech_model(settings)
    return listen(read_sound(data), model, asking(settings, chart, speakers), progress=progress)


def conversation_from(transcript: Transcript) -> Conversation:
    """The turns of a transcript with their roles and what the clinician should know of it."""
    said = mark_unsure(read_conversation(to_json(transcript)), transcript)
    return msgspec.structs.replace(said, remarks=(*transcript.remarks, *said.remarks))


def document_recording(
    recording_id: str, *, practitioner: str, clinic: Clinic, grant: Grant, progress: Progress = lambda *_: None
) -> Review:
    """Transcribe a complete recording, and draft the note; a second try after a failure goes on from there."""
    recordings = clinic.recordings
    recording = recordings.read(recording_id, grant=grant)
    if recording.review is not None:
        return clinic.reviews.read(recording.review, grant=grant)
    if recording.state is not State.COMPLETE:
        raise Conflict("This recording is not complete, or its sound was deleted.")
    try:
        model = _speech_model(clinic.settings)
        sound = read_sound(recordings.sound(recording_id, grant=grant))
        chart = clinic.record.chart(recording.patient, grant=grant)
        told = asking(clinic.settings, chart, recording.speakers, recording.roles)
        transcript = listen(sound, model, told, known=HeardBefore(recordings, recording, grant), progress=progress)
        review = document_consultation(
            conversation_from(transcript), patient=recording.patient, practitioner=practitioner, clinic=clinic,
            grant=grant, encounter=recording.encounter, style=recording.style, related=(f"Media/{recording.id}",),
        )  # fmt: skip
    except AttendingError as error:
        recordings.failed(recording_id, str(error), grant=grant)
        raise
    recordings.drafted(recording_id, review.id, sound.seconds, grant=grant)
    return review


def asking(settings: Settings, chart: Chart | None, speakers: int | None, roles: tuple[str, ...] = ()) -> Asking:
    """What the speech model is told besides the sound."""
    language = None if settings.speech_language == "auto" else settings.speech_language
    wording = Wording(tell_clinician, hear_marks) if language == "en" else None
    return Asking(likely_names(chart), language, speakers, roles, wording)


def _speech_model(settings: Settings) -> SpeechModel:
    """The speech model; raises `NotConfigured` where there is none, before anything is decoded."""
    model = open_speech_model(settings)
    if not model.status().configured:
        raise NotConfigured("No speech model is configured.", hint="Bring a transcript: VTT, SRT, JSON or text.")
    return model
