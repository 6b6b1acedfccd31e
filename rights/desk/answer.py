"""One answer in one language, as somebody at the desk sees it: its versions, and what they may do with them."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import translation

from countries.models import Country
from portal.i18n import languages
from rights import permissions
from rights.desk.inbox import edit_address
from rights.models import Answer, Question, Revision


@dataclass
class AnswerDesk:
    """What the page of one answer in one language is about, and who looks at it.

    `draft` is the open version, `public` the published one, `source` the published text of the original's language.
    """

    user: User
    country: Country
    question: Question
    language: str
    answer: Answer | None
    draft: Revision | None
    public: Revision | None
    source: Revision | None

    @property
    def source_language(self) -> str:
        return self.answer.source_language if self.answer else self.country.default_source_language

    @property
    def is_source(self) -> bool:
        return self.language == self.source_language

    @property
    def shown(self) -> Revision | None:
        """The version that the form starts from: the open one, else what is public."""
        return self.draft or self.public

    @property
    def rendered(self) -> Revision | None:
        """The version of the original that this translation renders; of a former original, where this one took over."""
        rendered = self.shown.based_on if self.shown and not self.is_source else None
        if rendered and self.answer and rendered.language != self.source_language:
            return self.answer.source_base
        return rendered

    @property
    def outdated_base(self) -> Revision | None:
        """What this translation renders, if they may read it, where a newer version of the original is public."""
        base = self.rendered
        if base is None or self.source is None or base == self.source:
            return None
        return base if permissions.may_read(self.user, base) else None

    @property
    def is_overtaken(self) -> bool:
        """Whether another text than the draft continues is public in this language now, or none any more."""
        return self.draft is not None and self.draft.parent_id != key_of(self.public)

    @property
    def of_unknown_base(self) -> bool:
        """Whether this is a translation, such as an imported one, of which nobody knows what it renders."""
        return bool(not self.is_source and self.source and self.draft and self.draft.based_on is None)

    @property
    def may_write(self) -> bool:
        roles = permissions.WRITES_SOURCE if self.is_source else permissions.WRITES_TRANSLATION
        return not self.in_review and permissions.holds(self.user, roles, self.country, self.language)

    @property
    def may_review(self) -> bool:
        return permissions.holds(self.user, permissions.REVIEWS, self.country, self.language)

    @property
    def may_make_original(self) -> bool:
        return bool(self.public and not self.is_source and permissions.may_manage(self.user, self.country))

    @property
    def may_take_down(self) -> bool:
        return permissions.may_take_down(self.user, self.country)

    @property
    def taken_down_at(self) -> datetime.datetime | None:
        """When the public text was taken down, where it is."""
        return self.public.publication.taken_down_at if self.public else None

    @property
    def in_review(self) -> bool:
        return self.draft is not None and self.draft.state == Revision.State.IN_REVIEW

    @property
    def is_own_text(self) -> bool:
        return self.draft is not None and permissions.wrote(self.user, self.draft)

    @property
    def href(self) -> str:
        return edit_address(self.country.slug, self.question.slug, self.language)

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language, translation.get_language())

    @property
    def source_language_name(self) -> str:
        return languages.name_of(self.source_language, translation.get_language())


def key_of(revision: Revision | None) -> int | None:
    return revision.pk if revision else None


def find(request: HttpRequest, country: str, question: str, language: str) -> AnswerDesk:
    """The desk for an address; as if it did not exist for those whose assignments do not reach it."""
    here = get_object_or_404(Country, slug=country)
    if language not in languages.CODES or not permissions.may_see(request.user, here, language):
        raise Http404(f"nothing at {country}/{question}/{language}")
    answered: Question = get_object_or_404(Question.objects.select_related("section"), slug=question)
    answer = Answer.objects.filter(country=here, question=answered).first()
    found: dict[tuple[str, bool], Revision] = {}
    if answer:
        answer.country, answer.question = here, answered
        for revision in Revision.objects.filter(
            answer=answer,
            language__in=[language, answer.source_language],
            state__in=[*Revision.OPEN, Revision.State.PUBLISHED],
        ).select_related("author", "reviewer", "based_on", "publication"):
            revision.answer = answer
            found[revision.language, revision.is_open] = revision
    return AnswerDesk(
        user=request.user,  # type: ignore[arg-type]  # the desk lets nobody in who is not signed in
        country=here,
        question=answered,
        language=language,
        answer=answer,
        draft=found.get((language, True)),
        public=found.get((language, False)),
        source=found.get((answer.source_language, False)) if answer else None,
    )
