"""Mails of the desk: their links lead to the configured address, whatever a request says of its host."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string


def link(path: str) -> str:
    """The whole address of a path of the portal."""
    return urljoin(settings.DESK_ADDRESS, path)


def send(person, subject: str, template: str, **context) -> None:
    """Mail somebody. Raises `OSError` where the mail server is away, `ValueError` where the address cannot be one."""
    send_mail(subject, render_to_string(template, {"person": person, **context}), None, [person.email])
