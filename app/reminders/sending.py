"""Handing mails to the municipality's mail server. Each is held, tried and noted by itself."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from app.db import Database
from app.errors import N_, DomainError
from app.reminders.models import OutboxMail
from app.reminders.outbox import note_sent, note_trouble, take_in_hand, waiting_now
from app.settings import MailTls, Settings

SECONDS = 20
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FOR_GOOD = 500


class NoMailServer(DomainError):
    """Without a mail server nothing can be sent; what is due still stands on the page To do."""

    message = N_("No mail server is set. Set SMTP_HOST and SMTP_FROM.")


class PasswordInTheClear(DomainError):
    """A password never goes over a network where others can read it."""

    message = N_("SMTP_PASSWORD would be sent unencrypted. Set SMTP_TLS to starttls or tls.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a run."""

    sent: int = 0
    kept: int = 0


def demand_mail_server(settings: Settings) -> None:
    if not settings.sends_mail:
        raise NoMailServer
    in_the_clear = settings.smtp_tls is MailTls.none and settings.smtp_host not in LOOPBACK
    if settings.smtp_user and in_the_clear:
        raise PasswordInTheClear


def send_waiting(database: Database, settings: Settings, clock: Callable[[], datetime]) -> Sent:
    """Send every mail that waits. A server that is down costs nothing but time."""
    demand_mail_server(settings)
    with database.reading() as session:
        waiting = waiting_now(session, now=clock())
    sent = kept = 0
    for mail_id in waiting:
        with database.writing() as session:
            mail = take_in_hand(session, mail_id, now=clock())
        if mail is None:
            continue
        trouble = _try(settings, mail)
        with database.writing() as session:
            if trouble is None:
                note_sent(session, mail_id, now=clock())
            else:
                note_trouble(session, mail_id, trouble[0], for_good=trouble[1], now=clock())
        sent, kept = sent + (trouble is None), kept + (trouble is not None)
    return Sent(sent, kept)


def message(settings: Settings, mail: OutboxMail) -> EmailMessage:
    """Write the mail as it goes over the wire. Its number is the same each time it is tried."""
    written = EmailMessage()
    written["From"] = settings.smtp_from
    written["To"] = mail.address
    written["Subject"] = mail.subject
    written["Date"] = format_datetime(mail.made_at)
    written["Message-ID"] = f"<{mail.id}@{settings.mail_domain}>"
    # So that no absence note answers, and no list takes it up.
    written["Auto-Submitted"] = "auto-generated"
    written["X-Auto-Response-Suppress"] = "All"
    written.set_content(mail.text)
    return written


def _try(settings: Settings, mail: OutboxMail) -> tuple[str, bool] | None:
    """Send one mail; give what went wrong, and whether it is for good."""
    try:
        with _server(settings) as server:
            server.send_message(message(settings, mail))
    except smtplib.SMTPRecipientsRefused as refused:
        code, answer = next(iter(refused.recipients.values()))
        return f"{code} {_text(answer)}", code >= FOR_GOOD
    except smtplib.SMTPResponseException as fault:
        return f"{fault.smtp_code} {_text(fault.smtp_error)}", False
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        return f"{type(fault).__name__}: {fault}", False
    return None


def _server(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host or "", settings.smtp_port
    if settings.smtp_tls is MailTls.tls:
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if settings.smtp_tls is MailTls.starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user and settings.smtp_password:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except Exception:
        server.close()
        raise
    return server


def _text(answer: object) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
