import tempfile
from email.utils import parseaddr
from enum import StrEnum, auto
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Mode(StrEnum):
    """How the product runs: for real, with an invented municipality, or under test."""

    production = auto()
    demo = auto()
    test = auto()


class MailTls(StrEnum):
    """How the way to the mail server is kept from others: from the start, after a word, or not."""

    starttls = auto()
    tls = auto()
    none = auto()


DaysBefore = Annotated[int, Field(ge=0, le=60)]


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """What an administrator decides, read from the environment."""

    model_config = SettingsConfigDict(populate_by_name=True, extra="ignore")

    mode: Mode = Field(Mode.production, validation_alias=_named("STICKPROV_MODE"))
    host: str = Field("127.0.0.1", validation_alias=_named("HOST"))
    port: int = Field(8000, validation_alias=_named("PORT"), ge=0, le=65535)
    data_dir: Path = Field(Path("data"), validation_alias=_named("DATA_DIR"))
    database_url: str | None = Field(None, validation_alias=_named("DATABASE_URL"))
    database_key: SecretStr | None = Field(None, validation_alias=_named("DATABASE_KEY"))
    secret_key_file: Path | None = Field(None, validation_alias=_named("STICKPROV_SECRET_KEY_FILE"))
    public_url: str | None = Field(None, validation_alias=_named("PUBLIC_URL"))
    forwarded_allow_ips: str | None = Field(None, validation_alias=_named("FORWARDED_ALLOW_IPS"))
    organisation: str = Field("Kommunen", validation_alias=_named("STICKPROV_ORGANISATION"))
    smallest_cell: int = Field(5, validation_alias=_named("STICKPROV_SMALLEST_CELL"), ge=2, le=50)
    re_review_days: int = Field(
        30, validation_alias=_named("STICKPROV_RE_REVIEW_DAYS"), ge=1, le=365
    )
    target: float = Field(0.8, validation_alias=_named("STICKPROV_TARGET"), gt=0, le=1)
    reminder_days: Annotated[tuple[DaysBefore, ...], NoDecode] = Field(
        (14, 3, 0), validation_alias=_named("STICKPROV_REMINDER_DAYS")
    )
    objection_days: int = Field(14, validation_alias=_named("STICKPROV_OBJECTION_DAYS"), ge=1)
    lex_sarah_days: int = Field(14, validation_alias=_named("STICKPROV_LEX_SARAH_DAYS"), ge=1)
    lex_sarah_ivo_days: int = Field(
        60, validation_alias=_named("STICKPROV_LEX_SARAH_IVO_DAYS"), ge=1
    )
    provider_ivo_days: int = Field(14, validation_alias=_named("STICKPROV_PROVIDER_IVO_DAYS"), ge=1)
    smtp_host: str | None = Field(None, validation_alias=_named("SMTP_HOST"))
    smtp_port: int = Field(587, validation_alias=_named("SMTP_PORT"), ge=1, le=65535)
    smtp_tls: MailTls = Field(MailTls.starttls, validation_alias=_named("SMTP_TLS"))
    smtp_user: str | None = Field(None, validation_alias=_named("SMTP_USER"))
    smtp_password: SecretStr | None = Field(None, validation_alias=_named("SMTP_PASSWORD"))
    smtp_from: str | None = Field(None, validation_alias=_named("SMTP_FROM"))

    @field_validator("reminder_days", mode="before")
    @classmethod
    def days_parted_by_commas(cls, value: object) -> object:
        """Read ``14,3,0`` as an administrator writes it."""
        return value.split(",") if isinstance(value, str) else value

    @property
    def sends_mail(self) -> bool:
        """Tell whether there is a mail server, and a sender."""
        return bool(self.smtp_host and self.smtp_from)

    @property
    def mail_domain(self) -> str:
        """Give the domain that mails come from."""
        return parseaddr(self.smtp_from or "")[1].partition("@")[2] or "localhost"

    @property
    def url_of_database(self) -> str:
        """Give the address of the database: PostgreSQL if one is named, otherwise one file."""
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite:///{(self.data_dir / 'stickprov.db').resolve()}"

    @property
    def origin(self) -> str:
        """Give the address that people use; links and origin checks build on nothing else."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def over_https(self) -> bool:
        return self.origin.startswith("https://")

    def scratch_dir(self) -> Path:
        """Give a directory for passing files, on the same (encrypted) volume as the data."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="scratch-", dir=self.data_dir))
