"""The write side: everything that changes an answer or another public record goes through this module.

draft → in review → published, or returned with a comment; a published version is superseded by the next, or withdrawn.
Each act is one transaction that checks who acts, locks the answer, and leaves every rule of `architecture.md`,
"Writing", true. What it refuses, it refuses with a `Refusal` whose sentence says what to do; nothing is lost by one.
"""

import datetime
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.python import Serializer as PythonSerializer
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from countries.models import EUROPEAN_UNION, ContentVersion, Country, HelpLine, RetiredSlug, Source, SupportService
from portal import languages, localized
from rights import richtext, textchecks
from rights.models import Answer, Assignment, Change, Publication, Question, Revision
from rights.querysets import TEXT_FIELDS
from rights.search import index as search

State, Origin, Significance, Role = Revision.State, Revision.Origin, Revision.Significance, Assignment.Role
REVIEW_EVERY = datetime.timedelta(days=365)

# Which roles may do what. A superuser may do everything but review their own text.
WRITES_SOURCE = (Role.AUTHOR,)
WRITES_TRANSLATION = (Role.AUTHOR, Role.TRANSLATOR)
REVIEWS = (Role.REVIEWER,)
MANAGES = (Role.MANAGER,)


class Refusal(Exception):
    """An act that the workflow refuses; its text is a sentence for the person who tried."""


class NotAllowed(Refusal):
    """This person has no assignment for the act."""


class OwnText(Refusal):
    """Four eyes: nobody publishes or returns what they wrote themselves."""


class WrongState(Refusal):
    """The version is not in a state that allows the act."""


class Conflict(Refusal):
    """The text was changed by somebody else meanwhile. Holds both: `theirs` (what stands now) and `mine`."""

    def __init__(self, sentence: str, theirs: Revision | None, mine):
        super().__init__(sentence)
        self.theirs, self.mine = theirs, mine


class Outdated(Refusal):
    """A translation renders a source text that is no longer the newest; allowed once somebody confirms it."""


class Unclean(Refusal):
    """The text may not be published as it is; `problems` says why."""

    def __init__(self, problems: list[textchecks.Problem]):
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


# Who may do what


def holds(user, roles: Iterable[str], country: Country, language: str | None = None) -> bool:
    """Whether a person holds one of the roles for a country and, where given, a language."""
    if not user or not user.is_active:
        return False
    if user.is_superuser:
        return True
    assigned = Assignment.objects.filter(user=user, role__in=roles, country=country)
    if language is not None:
        assigned = assigned.filter(language__in=["", language])
    return assigned.exists()


def may_write(user, answer: Answer, language: str) -> bool:
    roles = WRITES_SOURCE if language == answer.source_language else WRITES_TRANSLATION
    return holds(user, roles, answer.country, language)


def may_review(user, answer: Answer, language: str) -> bool:
    return holds(user, REVIEWS, answer.country, language)


def may_manage(user, country: Country) -> bool:
    return holds(user, MANAGES, country)


def managed_by(user):
    """The countries whose records and people somebody manages."""
    return _assigned(user, MANAGES)


def countries_of(user):
    """The countries that a person sees on the desk: those of any of their assignments."""
    return _assigned(user, Role.values)


def _assigned(user, roles: Iterable[str]):
    if not user.is_active:
        return Country.objects.none()
    if user.is_superuser:
        return Country.objects.all()
    return Country.objects.filter(pk__in=Assignment.objects.filter(user=user, role__in=roles).values("country"))


def languages_of(user, country: Country, roles: Iterable[str] = Role.values) -> list[str]:
    """The languages in which a person has one of the roles for a country, in the order of the 24."""
    if not user.is_active:
        return []
    if user.is_superuser:
        return list(languages.CODES)
    assigned = Assignment.objects.filter(user=user, country=country, role__in=roles)
    held = set(assigned.values_list("language", flat=True))
    return [code for code in languages.CODES if "" in held or code in held]


def has_originals(country: Country, codes: Iterable[str]) -> bool:
    """Whether any of a country's answers has its original in one of these languages, or would have."""
    codes = list(codes)
    return country.default_source_language in codes or country.answers.filter(source_language__in=codes).exists()


def may_see(user, country: Country, language: str) -> bool:
    """Whether a person sees a country's drafts in a language: whoever has any assignment for both."""
    return holds(user, Role.values, country, language)


def wrote(user, revision: Revision) -> bool:
    """Whether any word of a version is this person's."""
    return revision.author_id == user.pk or revision.writers.filter(pk=user.pk).exists()


def _require(allowed: bool):
    if not allowed:
        raise NotAllowed(_("You have no assignment that allows this. Ask the manager of this country."))


# Writing an answer


def _locked(answer: Answer) -> Answer:
    """The answer's row, locked until the transaction ends (SQLite's immediate transactions lock by themselves)."""
    return Answer.objects.select_for_update().select_related("country", "question").get(pk=answer.pk)


def _fresh(revision: Revision, *states: str) -> Revision:
    """The revision as it stands in the database now, its answer locked; refuses any but the given states."""
    answer = _locked(revision.answer)
    revision = Revision.objects.get(pk=revision.pk)
    revision.answer = answer
    if revision.state not in states:
        raise WrongState(
            _("This version is “%(state)s” and cannot be changed so. Load the page again.")
            % {"state": revision.get_state_display()}
        )
    return revision


def published_revision(answer: Answer, language: str) -> Revision | None:
    return Revision.objects.filter(answer=answer, language=language, state=State.PUBLISHED).first()


def open_revision(answer: Answer, language: str) -> Revision | None:
    return Revision.objects.filter(answer=answer, language=language, state__in=Revision.OPEN).first()


def _next_number(answer: Answer, language: str) -> int:
    last = Revision.objects.filter(answer=answer, language=language).aggregate(last=models.Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def first_draft(country: Country, question: Question, language: str, author) -> Revision:
    """Begin the first text of a question that the country has not answered in any language; as `start_draft`."""
    return start_draft(answer_for(country, question), language, author)


@transaction.atomic
def answer_for(country: Country, question) -> Answer:
    """The country's answer to a question, made empty where there is none yet."""
    answer, _created = Answer.objects.get_or_create(
        country=country, question=question, defaults={"source_language": country.default_source_language}
    )
    return answer


@transaction.atomic
def start_draft(answer: Answer, language: str, author, origin: str = "", comment: str = "") -> Revision:
    """Begin a draft from what is public in that language, or empty.

    A first translation is noted as based on the source text that is public now; one that continues a public translation
    still renders what that one rendered, until somebody says that it renders the newest (`save_draft`'s `based_on`).
    Of an imported one nobody knows what it renders.
    Raises `NotAllowed`, and `Conflict` with the open version where there is one already.
    """
    _require(may_write(author, answer, language))
    answer = _locked(answer)
    if current := open_revision(answer, language):
        raise Conflict(_("Somebody has begun a draft of this text already."), theirs=current, mine=None)
    parent = published_revision(answer, language)
    source = None
    if language != answer.source_language:
        source = published_revision(answer, answer.source_language)
    draft = Revision.objects.create(
        answer=answer,
        language=language,
        number=_next_number(answer, language),
        kind=(source or parent or answer).kind,
        parent=parent,
        based_on=None if origin == Origin.IMPORT else _rendered_by(parent, source),
        origin=origin or (Origin.TRANSLATION if source else Origin.WRITTEN),
        author=author,
        comment=comment,
        **{field: getattr(parent, field) if parent else "" for field in TEXT_FIELDS},
    )
    draft.sources.set((parent or source).sources.all() if parent or source else [])
    draft.writers.add(author)
    return draft


def _rendered_by(parent: Revision | None, source: Revision | None) -> Revision | None:
    """The source text that a new draft renders, given the translation that it continues and what is public now."""
    former = parent.based_on if parent else None
    return former if source and former and former.language == source.language else source


@transaction.atomic
def save_draft(revision: Revision, author, seen: datetime.datetime, sources=None, **fields) -> Revision:
    """Save what a person typed into a draft or a returned version.

    `seen` is the `saved_at` that their page was made from: where somebody else has saved since, nothing is written and
    `Conflict` holds both texts. `fields` are any of kind, summary, body, legal_basis, significance, based_on, comment.
    Whoever changes anything counts among its writers, for four eyes. A returned version continues what is public now:
    this is how an author resolves a conflict with a text that was published meanwhile.
    """
    allowed = {"kind", "significance", "based_on", "comment", *TEXT_FIELDS}
    if unknown := set(fields) - allowed:
        raise TypeError(f"save_draft() does not write {', '.join(sorted(unknown))}")
    _require(may_write(author, revision.answer, revision.language))
    revision = _fresh(revision, State.DRAFT, State.RETURNED)
    if revision.saved_at != seen:
        raise Conflict(_("Somebody else saved this draft after you opened it."), theirs=revision, mine=fields)
    if "body" in fields:
        fields["body"] = richtext.clean(fields["body"])
    if (based_on := fields.get("based_on")) and not _is_source_text(based_on, revision.answer):
        raise Refusal(_("A translation is made from a version of its own answer's original."))
    changed = [name for name, value in fields.items() if getattr(revision, name) != value]
    for name in changed:
        setattr(revision, name, fields[name])
    if sources is not None and {source.pk for source in sources} != set(revision.sources.values_list("pk", flat=True)):
        revision.sources.set(sources)
        changed.append("sources")
    if changed:
        revision.writers.add(author)
    if revision.state == State.RETURNED:
        revision.parent = published_revision(revision.answer, revision.language)
    revision.save(update_fields=[*(name for name in changed if name != "sources"), "parent", "saved_at"])
    return revision


def _is_source_text(revision: Revision, answer: Answer) -> bool:
    return revision.answer_id == answer.pk and revision.language == answer.source_language


@transaction.atomic
def restore(version: Revision, author) -> Revision:
    """Begin a draft with the text of a former version; what is public stays until the draft is published."""
    draft = start_draft(version.answer, version.language, author)
    fields = {field: getattr(version, field) for field in ("kind", *TEXT_FIELDS)}
    if version.based_on and _is_source_text(version.based_on, version.answer):
        fields["based_on"] = version.based_on
    return save_draft(draft, author, draft.saved_at, sources=version.sources.all(), **fields)


@transaction.atomic
def submit(revision: Revision, author, confirmed: bool = False) -> Revision:
    """Hand a draft in for review.

    Raises `Unclean` where it could not be published as it is, and `Outdated` where it translates a source text that is
    no longer the newest, unless that is `confirmed`.
    """
    _require(may_write(author, revision.answer, revision.language))
    revision = _fresh(revision, State.DRAFT, State.RETURNED)
    _refuse_unclean(revision)
    _refuse_outdated(revision, confirmed)
    revision.state, revision.submitted_at = State.IN_REVIEW, timezone.now()
    revision.save(update_fields=["state", "submitted_at", "saved_at"])
    return revision


@transaction.atomic
def discard(revision: Revision, author) -> Revision:
    """Put a draft away: it stays in the history, and another may be begun."""
    _require(may_write(author, revision.answer, revision.language))
    revision = _fresh(revision, State.DRAFT, State.RETURNED)
    revision.state, revision.ended_at = State.DISCARDED, timezone.now()
    revision.save(update_fields=["state", "ended_at", "saved_at"])
    return revision


@transaction.atomic
def send_back(revision: Revision, reviewer, comment: str) -> Revision:
    """Return a version in review to its author, with a comment that says why."""
    _require(may_review(reviewer, revision.answer, revision.language))
    if not comment.strip():
        raise Refusal(_("Say in a comment what is to be changed."))
    revision = _fresh(revision, State.IN_REVIEW)
    _refuse_own_text(revision, reviewer)
    revision.state, revision.comment, revision.reviewer = State.RETURNED, comment.strip(), reviewer
    revision.save(update_fields=["state", "comment", "reviewer", "saved_at"])
    return revision


@transaction.atomic
def publish(revision: Revision, reviewer, confirmed: bool = False) -> Publication:
    """Make a version in review public.

    Raises `NotAllowed`, `OwnText`, `WrongState`, `Conflict` where the version that it was started from is no longer the
    public one (both are in the exception), `Unclean`, and `Outdated` as `submit` does.
    """
    _require(may_review(reviewer, revision.answer, revision.language))
    revision = _fresh(revision, State.IN_REVIEW)
    _refuse_own_text(revision, reviewer)
    _refuse_outdated(revision, confirmed)
    revision.reviewer = reviewer
    publication = _make_public(revision)
    _mark_checked(revision, timezone.localdate())
    return publication


def _refuse_own_text(revision: Revision, reviewer):
    if wrote(reviewer, revision):
        raise OwnText(_("You wrote this text; somebody else must review it."))


def _refuse_outdated(revision: Revision, confirmed: bool):
    if not confirmed and outdated_since(revision):
        raise Outdated(
            _("This translates a version of the original that is no longer the newest. Confirm that you want it so.")
        )


def _refuse_unclean(revision: Revision):
    revision.body = richtext.clean(revision.body)
    if revision.is_translation:
        revision.kind = revision.answer.kind  # a translation says what its original says, and as much of it
    found = textchecks.problems(revision.summary, revision.body, revision.kind, revision.legal_basis)
    found += _unknown_targets(revision)
    if found:
        raise Unclean(found)


def _unknown_targets(revision: Revision) -> list[textchecks.Problem]:
    """Symbolic links of a text that lead nowhere."""
    country = revision.answer.country
    exists = {
        "question": lambda target: (
            Question.objects.filter(slug=target).exists()
            or RetiredSlug.objects.filter(kind="question", slug=target).exists()
        ),
        "service": lambda target: SupportService.objects.filter(country=country, slug=target).exists(),
        "help-line": lambda target: HelpLine.objects.filter(
            country__code__in=[country.code, EUROPEAN_UNION], number=target
        ).exists(),
    }
    return [
        textchecks.Problem(
            "unknown-target", _("The text links to “%(link)s”, which does not exist.") % {"link": f"{scheme}:{target}"}
        )
        for scheme, target in dict.fromkeys(richtext.symbolic_links(revision.body))
        if not exists[scheme](target)
    ]


def _make_public(revision: Revision) -> Publication:
    """Write the public text of one language: the one place that does. The answer is locked by the caller."""
    answer, language, now = revision.answer, revision.language, timezone.now()
    current = published_revision(answer, language)
    if revision.parent_id != (current.pk if current else None):
        published, withdrawn = (
            _("A newer text was published after this one was begun."),
            _("The text that this one continues was withdrawn after it was begun."),
        )
        raise Conflict(published if current else withdrawn, theirs=current, mine=revision)
    _refuse_unclean(revision)
    if current:
        current.state, current.ended_at = State.SUPERSEDED, now
        current.save(update_fields=["state", "ended_at", "saved_at"])
    revision.state, revision.published_at = State.PUBLISHED, now
    revision.save(update_fields=["state", "published_at", "reviewer", "kind", "body", "saved_at"])

    written = localized.columns(TEXT_FIELDS, language)
    for column, field in zip(written, TEXT_FIELDS, strict=True):
        setattr(answer, column, getattr(revision, field))
    if language == answer.source_language:
        answer.kind = revision.kind
        written.append("kind")
        answer.sources.set(revision.sources.all())
    answer.save(update_fields=written)

    publication, _created = Publication.objects.update_or_create(
        answer=answer,
        language=language,
        defaults={
            "revision": revision,
            "since": now,
            "origin": revision.origin,
            "outdated_since": outdated_since(revision),
        },
    )
    if language == answer.source_language and revision.significance == Significance.SUBSTANTIVE:
        answer.publications.exclude(language=language).filter(outdated_since=None).exclude(
            revision__based_on=revision
        ).update(outdated_since=now)
    ContentVersion.bump()
    search.index(answer, language)
    return publication


def outdated_since(revision: Revision) -> datetime.datetime | None:
    """When the source text overtook a translation: the first substantive version published after its `based_on`.

    None for a source text, and for a translation that nothing substantive has overtaken.
    """
    if not revision.is_translation:
        return None
    newer = Revision.objects.filter(
        answer=revision.answer,
        language=revision.answer.source_language,
        significance=Significance.SUBSTANTIVE,
        published_at__isnull=False,
    )
    base = revision.based_on
    if base and base.language != revision.answer.source_language:
        base = revision.answer.source_base
    if base:
        newer = newer.filter(number__gt=base.number)
    return newer.order_by("number").values_list("published_at", flat=True).first()


@transaction.atomic
def withdraw(answer: Answer, language: str, reviewer, comment: str) -> Revision:
    """Take a published text off the public pages; its history stays. Translations of it stay public."""
    _require(may_review(reviewer, answer, language))
    if not comment.strip():
        raise Refusal(_("Say in a comment why the text is withdrawn."))
    answer = _locked(answer)
    revision = published_revision(answer, language)
    if revision is None:
        raise WrongState(_("Nothing is published in this language."))
    answer.publications.filter(language=language).delete()
    revision.state, revision.ended_at, revision.comment = State.WITHDRAWN, timezone.now(), comment.strip()
    revision.reviewer = reviewer
    revision.save(update_fields=["state", "ended_at", "comment", "reviewer", "saved_at"])
    emptied = localized.columns(TEXT_FIELDS, language)
    for column in emptied:
        setattr(answer, column, "")
    answer.save(update_fields=emptied)
    ContentVersion.bump()
    search.remove(answer, language)
    return revision


@transaction.atomic
def change_source_language(answer: Answer, language: str, manager) -> Answer:
    """Make another published language the one that translations are made from: an act of its own."""
    _require(may_manage(manager, answer.country))
    answer = _locked(answer)
    if language == answer.source_language:
        raise WrongState(_("This text is the original already."))
    if not answer.publications.filter(language=language).exists():
        raise WrongState(_("Publish the text in that language first."))
    answer.source_language, answer.source_base = language, published_revision(answer, language)
    answer.save(update_fields=["source_language", "source_base"])
    answer.publications.filter(language=language).update(outdated_since=None)  # it is no translation any more
    ContentVersion.bump()
    return answer


# Checking


@transaction.atomic
def check(answer: Answer, user, on: datetime.date | None = None) -> Answer:
    """“Checked, still correct”: moves the check date, not the text."""
    _require(may_review(user, answer, answer.source_language))
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise Refusal(_("A check cannot lie in the future."))
    answer = _locked(answer)
    if not answer.publications.exists():
        raise WrongState(_("Nothing of this answer is published yet."))
    _set_checked(answer, on)
    ContentVersion.bump()
    return answer


def _mark_checked(revision: Revision, on: datetime.date):
    """Publishing a source text is also a check of it; publishing a translation checks no law."""
    if not revision.is_translation:
        _set_checked(revision.answer, on)


def _set_checked(answer: Answer, on: datetime.date | None):
    answer.checked_on, answer.review_due = on, on + REVIEW_EVERY if on else None
    answer.save(update_fields=["checked_on", "review_due"])


# Shipped content


@transaction.atomic
def publish_seed(
    answer: Answer,
    language: str,
    *,
    kind: str,
    summary: str,
    body: str,
    legal_basis: str,
    sources: Iterable[Source],
    checked_on: datetime.date | None,
) -> Publication:
    """Publish a text that ships with the portal: the only text without four eyes, and it says so.

    A source text is marked as a seed, a translation as an unreviewed translation of the source text that is public.
    Raises `Unclean` as `publish` does. An open draft of an editor is left as it is.
    """
    answer = _locked(answer)
    source = None
    if language != answer.source_language:
        source = published_revision(answer, answer.source_language)
    revision = Revision(
        answer=answer,
        language=language,
        number=_next_number(answer, language),
        kind=kind,
        summary=summary,
        body=body,
        legal_basis=legal_basis,
        parent=published_revision(answer, language),
        based_on=source,
        origin=Origin.UNREVIEWED_TRANSLATION if source else Origin.SEED,
        state=State.SUPERSEDED,  # for an instant: neither open (an editor's draft may be) nor yet public
    )
    revision.save()
    revision.sources.set(sources)
    publication = _make_public(revision)
    if not revision.is_translation:
        _set_checked(answer, checked_on)
    return publication


# Sources


def sources_of(country: Country) -> models.Q:
    """The sources that a country cites: their slugs begin with its code."""
    return models.Q(slug__startswith=f"{country.code.lower()}-")


@transaction.atomic
def add_source(
    country: Country,
    author,
    *,
    title: str,
    publisher: str,
    language: str,
    url: str = "",
    date: datetime.date | None = None,
) -> Source:
    """A source that a country's author names for the first time; public once a text that cites it is."""
    _require(holds(author, (*WRITES_SOURCE, *MANAGES), country))
    start = f"{country.code.lower()}-{slugify(title)[:50].strip('-') or 'source'}"
    number = 1
    while Source.objects.filter(slug=(slug := start if number == 1 else f"{start}-{number}")).exists():
        number += 1
    source = Source(slug=slug, publisher=publisher, url=url, language=language, date=date)
    for column in {localized.column("title", code) for code in (language, languages.ENGLISH)}:
        setattr(source, column, title)
    source.save()
    record_change(source, author)
    return source


# Short records


def snapshot(record: models.Model) -> dict:
    """What a record says: its key and its fields by name, a translated one by its columns alone, fit for JSON."""
    [data] = PythonSerializer().serialize([record])
    encoder = DjangoJSONEncoder()
    translated = _translated_fields(type(record))
    return {"pk": record.pk} | {
        name: value if value is None or isinstance(value, bool | int | str | list | dict) else encoder.default(value)
        for name, value in data["fields"].items()
        if name not in translated
    }


def _translated_fields(model: type[models.Model]) -> set[str]:
    """The original names of translated fields: each is a column of the language that happens to be active."""
    try:
        return set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return set()


@transaction.atomic
def record_change(record: models.Model, author=None, before: dict | None = None) -> Change | None:
    """Note that a short public record was changed, and tell the caches.

    `before` is its `snapshot()` from before the change, None where it is new; a deleted record has no `pk` any more.
    Nothing is noted where nothing changed.
    """
    after = snapshot(record) if record.pk else {}
    before = before or {}
    if before == after:
        return None
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    change = Change.objects.create(
        record=f"{record._meta.label_lower}:{(after or before)['pk']}",
        author=author,
        before={name: before[name] for name in sorted(changed & before.keys())},
        after={name: after[name] for name in sorted(changed & after.keys())},
    )
    ContentVersion.bump()
    if after:
        search.reworded(record, changed)
    return change


def changes_of(
    record: models.Model, *parts: type[models.Model]
) -> list[tuple[Change, list[tuple[str, object, object]]]]:
    """The changes of a record, the newest first, each with its fields: name, before, after.

    Those of its `parts` too (a service's telephone numbers), also of parts that are there no more.
    """
    wanted = models.Q(record=f"{record._meta.label_lower}:{record.pk}")
    for part in parts:
        [link] = [field.name for field in part._meta.fields if field.related_model is type(record)]
        kept = part._base_manager.filter(**{link: record}).values_list("pk", flat=True)
        wanted |= models.Q(record__in=[f"{part._meta.label_lower}:{pk}" for pk in kept])
        wanted |= models.Q(
            models.Q(**{f"before__{link}": record.pk}) | models.Q(**{f"after__{link}": record.pk}),
            record__startswith=f"{part._meta.label_lower}:",
        )
    changes = Change.objects.filter(wanted).select_related("author")
    return [
        (
            change,
            [
                (name, change.before.get(name, ""), change.after.get(name, ""))
                for name in sorted({*change.before, *change.after} - {"pk"})
            ],
        )
        for change in changes.order_by("-at", "-pk")
    ]
