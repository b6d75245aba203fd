"""Mail. Sent means that the mail server took it; it is never proof that somebody was served."""

from smtplib import SMTPException

from django.core.mail import EmailMessage

from notifications.channels.channel import Message, SendFailed
from organizations.models import Person


class Mail:
    """电子邮件."""

    code = "mail"

    def address_of(self, person: Person) -> str:
        return person.email

    def send(self, *, to: str, message: Message) -> None:
        mail = EmailMessage(message.subject, message.body, to=[to], headers={"Message-ID": message.message_id})
        try:
            mail.send()
        except (SMTPException, OSError, ValueError) as error:  # ValueError: an address that no header can hold
            raise SendFailed(f"{type(error).__name__}: {error}") from error
