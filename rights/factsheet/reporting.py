"""“Report a mistake in this answer”: the only form of the public pages that writes anything.

It has no token against forged requests: that would need a cookie, and there is nothing to protect. Such a token keeps
another site from acting in somebody's name, by the session that their browser sends along. Here no request is in
anybody's name: whoever forges a report through other people's browsers could as well send it themselves, within the
same bounds (`services.reports`). A form of another site is refused nevertheless, by what browsers say of its origin.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest

from rights.services import reports
from rights.services.errors import Refusal


@dataclass(frozen=True)
class Report:
    """The form as the page shows it: empty, taken, or refused with a sentence and with what was typed."""

    text: str = ""
    problem: str = ""
    is_taken: bool = False
    status: int = 200
    limit: ClassVar[int] = reports.LONGEST


def receive(request: HttpRequest, take: Callable[[str], None]) -> Report:
    """What became of a form that was sent. `take` keeps its text, or refuses it."""
    if not is_from_here(request):
        return Report(problem=str(reports.TooMany()), status=403)  # and not what the other site wrote into it
    text = request.POST.get("text", "")
    if request.POST.get("website"):  # nobody sees this field: a program filled it in
        return Report(text, str(reports.TooMany()), status=422)
    try:
        take(text)
    except Refusal as refusal:
        status = 429 if isinstance(refusal, reports.TooMany) else 422
        return Report(text, str(refusal), status=status)
    return Report(is_taken=True)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says.

    Every browser of today sends `Sec-Fetch-Site`. Older ones send `Origin`, which our own pages make "null" since they
    send no referrer; and some send neither.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", "null") in ("null", own)
