"""Every setting, read once from the environment in `app` and passed on as one frozen object."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from attending.errors import BadInput


@dataclass(frozen=True)
class Settings:
    """What an operator can choose; each field's environment variable is ATTENDING_ and its name in capitals."""

    home: Path
    """Folder of the embedded record, its keys and the audit anchor."""
    master_key_file: Path
    """File with the 32-byte master key, hex; made with mode 0600 on first use. Keep it apart from backups."""
    host: str = "127.0.0.1"
    port: int = 8000
    session_minutes: int = 20
    """Idle minutes until automatic log-off (HIPAA 164.312(a)(2)(iii))."""
    database_url: str | None = None
    """A PostgreSQL database, postgresql://…; without it the record is the SQLite file in `home`."""
    database_disk_encrypted: bool = False
    """The operator states that PostgreSQL's disk, log and copies are encrypted: its search index is in clear."""
    search_content: bool = False
    """Whether the search index holds every word of a resource, for `_content`; imports are slower then."""
    secure_cookies: bool = False
    """Set behind TLS: the session cookie is then sent over https only."""
    risk_alerts_a_day: int = 10
    """How many risk alerts of one model the ward can bear a day; the highest risks are raised, the rest is counted."""
    cds_clients: Path | None = None
    """JSON file of the records that may call our CDS Hooks: issuer → JSON Web Key Set. Without it none may."""
    note_style: str = "outpatient"
    """Style of a note where nobody chooses: `outpatient`, `soap`, `h-and-p`, `uk-gp`, `brief`, or a template."""
    note_templates: Path | None = None
    """Folder with the clinic's own templates, `NAME.toml` or `NAME.jinja`."""
    language_model_url: str | None = None
    language_model: str = ""
    """The model's name at that address."""
    language_model_key_file: Path | None = None
    """File with the endpoint's key, where it wants one."""
    language_model_seconds: int = 60
    """How long a note may take; then the built-in engine's draft stands."""
    language_model_hosts: tuple[str, ...] = ()
    """Hosts to which patient data may be sent; empty means none."""
    subscription_hosts: tuple[str, ...] = ()
    """Hosts that FHIR Subscriptions may notify; empty means none."""
    dicom_archive: str = ""
    """DICOMweb address of the hospital's archive, to which signed objects and enhanced series are sent."""
    dicom_source: str = ""
    """Where studies are fetched from, when that is another archive: DICOMweb, or dicom://TITLE@host:port."""
    dicom_title: str = "ATTENDING"
    """Our application entity title when we call a classic archive."""
    dicom_listen: str = "127.0.0.1:11112"
    """Where a classic archive may send what it was asked to move here."""
    dicom_hosts: tuple[str, ...] = ()
    """Hosts of archives that may be sent to and asked; empty means none."""
    dicom_token_file: Path | None = None
    """File with the archive's bearer token, where it wants one."""
    speech_model: str | None = None
    """Folder of a faster-whisper model, or the URL of an OpenAI-compatible endpoint."""
    speech_model_name: str = "whisper-1"
    """The model's name at that URL."""
    speech_key_file: Path | None = None
    """File with the speech endpoint's key, where it wants one."""
    speech_hosts: tuple[str, ...] = ()
    """Hosts to which recordings may be sent; empty means none."""
    speech_seconds: int = 120
    """How long half a minute of sound may take to transcribe."""
    speech_language: str = "en"
    """Language of the visits, ISO 639-1; `auto` lets the model judge."""
    audio_retention: str = "until-signed"
    """How long a recording is kept: `until-signed`, `keep`, or a number of days after the signature."""

    research_use: bool = False
    """Whether this site accepts models whose licence allows research only (brain tumour); off, they are not loaded."""
    imaging_priority: bool = True
    """Whether the server has the models look at new studies by itself, so that the worklist puts urgent ones first."""
    imaging_networks: Path | None = None
    """Folder of this site's own imaging networks, each in a folder of its own; without it `networks` in `home`."""

    @property
    def database(self) -> Path:
        """The embedded record's SQLite file."""
        return self.home / "attending.sqlite"

    @property
    def image_archive(self) -> Path:
        """The folder of the encrypted images."""
        return self.home / "images"

    @property
    def audit_anchor(self) -> Path:
        """The file outside the database that remembers the newest audit event."""
        return self.home / "audit.anchor"

    @property
    def own_models(self) -> Path:
        """The folder of the models this hospital trained on its own record."""
        return self.home / "models"

    @property
    def own_networks(self) -> Path:
        """The folder of this site's own imaging networks."""
        return self.imaging_networks or self.home / "networks"

    @property
    def own_folders(self) -> tuple[Path, Path]:
        """The folders of every model this hospital brought itself."""
        return self.own_models, self.own_networks

    def language_model_key(self) -> str:
        """The endpoint's key, empty where none is set; raises `BadInput` when its file cannot be read."""
        return _secret(self.language_model_key_file, "ATTENDING_LANGUAGE_MODEL_KEY_FILE")

    def speech_key(self) -> str:
        """The speech endpoint's key, empty where none is set; raises `BadInput` when its file cannot be read."""
        return _secret(self.speech_key_file, "ATTENDING_SPEECH_KEY_FILE")

    @property
    def audio_days(self) -> int | None:
        """Days for which a recording is kept after the signature; None for ever. Raises `BadInput`."""
        if self.audio_retention == "keep":
            return None
        text = "0" if self.audio_retention == "until-signed" else self.audio_retention
        if not text.isdecimal():
            raise BadInput("ATTENDING_AUDIO_RETENTION must be until-signed, keep, or a number of days.")
        return int(text)

    def dicom_token(self) -> str:
        """The archive's token, empty where none is set; raises `BadInput` when its file cannot be read."""
        return _secret(self.dicom_token_file, "ATTENDING_DICOM_TOKEN_FILE")

    @property
    def key_ring(self) -> Path:
        """What the master key opens, once it was rotated; it lies with the record, not with the key."""
        return self.home / "keys.ring"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; a number that is none is refused by name."""
        home = Path(environ.get("ATTENDING_HOME") or Path.home() / ".local" / "share" / "attending")
        return cls(
            home=home,
            master_key_file=Path(environ.get("ATTENDING_MASTER_KEY_FILE") or home / "master.key"),
            host=environ.get("ATTENDING_HOST", cls.host),
            port=_whole_number(environ, "ATTENDING_PORT", environ.get("PORT") or str(cls.port)),
            session_minutes=_whole_number(environ, "ATTENDING_SESSION_MINUTES", str(cls.session_minutes)),
            database_url=environ.get("ATTENDING_DATABASE_URL") or None,
            database_disk_encrypted=environ.get("ATTENDING_DATABASE_DISK_ENCRYPTED", "").lower()
            in {"1", "true", "yes"},
            search_content=environ.get("ATTENDING_SEARCH_CONTENT", "").lower() in {"1", "true", "yes"},
            secure_cookies=environ.get("ATTENDING_SECURE_COOKIES", "").lower() in {"1", "true", "yes"},
            cds_clients=Path(environ["ATTENDING_CDS_CLIENTS"]) if environ.get("ATTENDING_CDS_CLIENTS") else None,
            risk_alerts_a_day=_whole_number(environ, "ATTENDING_RISK_ALERTS_A_DAY", str(cls.risk_alerts_a_day)),
            language_model_url=environ.get("ATTENDING_LANGUAGE_MODEL_URL") or None,
            note_style=environ.get("ATTENDING_NOTE_STYLE") or cls.note_style,
            note_templates=_path(environ, "ATTENDING_NOTE_TEMPLATES"),
            language_model=environ.get("ATTENDING_LANGUAGE_MODEL", ""),
            language_model_key_file=_path(environ, "ATTENDING_LANGUAGE_MODEL_KEY_FILE"),
            language_model_seconds=_whole_number(environ, "ATTENDING_LANGUAGE_MODEL_SECONDS", "60"),
            language_model_hosts=tuple(h for h in environ.get("ATTENDING_LANGUAGE_MODEL_HOSTS", "").split(",") if h),
            subscription_hosts=tuple(h for h in environ.get("ATTENDING_SUBSCRIPTION_HOSTS", "").split(",") if h),
            dicom_archive=environ.get("ATTENDING_DICOM_ARCHIVE", ""),
            dicom_source=environ.get("ATTENDING_DICOM_SOURCE", ""),
            dicom_title=environ.get("ATTENDING_DICOM_TITLE") or cls.dicom_title,
            dicom_listen=environ.get("ATTENDING_DICOM_LISTEN") or cls.dicom_listen,
            dicom_hosts=tuple(h for h in environ.get("ATTENDING_DICOM_HOSTS", "").split(",") if h),
            dicom_token_file=_path(environ, "ATTENDING_DICOM_TOKEN_FILE"),
            speech_model=environ.get("ATTENDING_SPEECH_MODEL") or None,
            speech_model_name=environ.get("ATTENDING_SPEECH_MODEL_NAME") or cls.speech_model_name,
            speech_key_file=_path(environ, "ATTENDING_SPEECH_KEY_FILE"),
            speech_hosts=tuple(h for h in environ.get("ATTENDING_SPEECH_HOSTS", "").split(",") if h),
            speech_seconds=_whole_number(environ, "ATTENDING_SPEECH_SECONDS", str(cls.speech_seconds)),
            speech_language=environ.get("ATTENDING_SPEECH_LANGUAGE") or cls.speech_language,
            audio_retention=environ.get("ATTENDING_AUDIO_RETENTION") or cls.audio_retention,
            research_use=environ.get("ATTENDING_RESEARCH_USE", "").lower() in {"1", "true", "yes"},
            imaging_priority=environ.get("ATTENDING_IMAGING_PRIORITY", "").lower() not in {"0", "false", "no"},
            imaging_networks=_path(environ, "ATTENDING_IMAGING_NETWORKS"),
        )


def _secret(path: Path | None, name: str) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInput(f"The file of {name} cannot be read.") from error


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def _whole_number(environ: Mapping[str, str], name: str, default: str) -> int:
    text = environ.get(name) or default
    if not text.isdigit():
        raise BadInput(f"{name} must be a whole number.")
    return int(text)
