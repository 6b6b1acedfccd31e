"""The urgent act: an answer, a help line or a service leaves the public pages in every language, and comes back.

A notice stands in its place. Nothing is lost: the texts stay published, but unread, until somebody shows them again or
publishes another; each language comes back with its own next publication. Who, when and why is kept with the changes.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from countries.models import ContentVersion, HelpLine, SupportService
from countries.selectors import EMERGENCY
from rights.models import Answer, Change
from rights.permissions import may_take_down
from rights.services import records
from rights.services import search_index as search
from rights.services.errors import Refusal, WrongState, require
from rights.services.revisions import locked, refuse_too_much

Public = Answer | HelpLine | SupportService


@transaction.atomic
def take_down(what: Public, person, reason: str) -> None:
    """Take something off the public pages, in every language; raises `NotAllowed`, `Refusal`, `WrongState`."""
    require(may_take_down(person, what.country))
    if not reason.strip():
        raise Refusal(_("Say why."))
    refuse_too_much(comment=reason)
    _move(what, person, reason.strip(), down=True)


@transaction.atomic
def show_again(what: Public, person, reason: str = "") -> None:
    """Put back what was taken down, as it was; raises as `take_down` does."""
    require(may_take_down(person, what.country))
    refuse_too_much(comment=reason)
    _move(what, person, reason.strip(), down=False)


def acts_on(what: Public) -> list[Change]:
    """When something was taken down and shown again, the newest first; by whom, and why."""
    return [change for change, _fields in records.changes_of(what) if "taken_down_at" in change.after]


def _move(what: Public, person, reason: str, down: bool) -> None:
    if isinstance(what, Answer):
        _move_answer(locked(what), person, reason, down)
    else:
        _move_record(type(what)._base_manager.select_for_update().get(pk=what.pk), person, reason, down)


def _move_answer(answer: Answer, person, reason: str, down: bool) -> None:
    public = answer.publications.filter(taken_down_at__isnull=down)
    if not public:
        raise _unchanged()
    now = timezone.now()
    since = None if down else max(row.taken_down_at for row in public if row.taken_down_at)
    public.update(taken_down_at=now if down else None)
    Change.objects.create(
        record=f"{answer._meta.label_lower}:{answer.pk}",
        author=person,
        before={"taken_down_at": since and since.isoformat()},
        after={"taken_down_at": now.isoformat() if down else None},
        reason=reason,
    )
    ContentVersion.bump()
    search.reindex(answers=[answer.pk])


def _move_record(record: HelpLine | SupportService, person, reason: str, down: bool) -> None:
    if (record.taken_down_at is None) is not down or (isinstance(record, HelpLine) and record.number == EMERGENCY):
        raise _unchanged()
    before = records.snapshot(record)
    record.taken_down_at = timezone.now() if down else None
    records.save(record, person, before, reason=reason)


def _unchanged() -> WrongState:
    return WrongState(_("There is no version here that this could be done with. Load the page again."))
