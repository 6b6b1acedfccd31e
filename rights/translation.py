"""What modeltranslation translates of this app: one column per language."""

from modeltranslation.translator import TranslationOptions, register

from rights import models


@register(models.Section)
class SectionTranslation(TranslationOptions):
    fields = ("title", "description")


@register(models.QuestionGroup)
class QuestionGroupTranslation(TranslationOptions):
    fields = ("title",)


@register(models.Question)
class QuestionTranslation(TranslationOptions):
    fields = ("title", "short")


@register(models.Answer)
class AnswerTranslation(TranslationOptions):
    fields = ("summary", "body", "legal_basis")
    fallback_languages = {"default": ()}  # the reading order is a decision of rights.selectors, never silent


@register(models.Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("title", "explanation")


@register(models.TimeLimit)
class TimeLimitTranslation(TranslationOptions):
    fields = ("title", "start", "exceptions", "legal_basis")


@register(models.IndicatorValue)
class IndicatorValueTranslation(TranslationOptions):
    fields = ("text", "note", "legal_basis")


@register(models.Synonym)
class SynonymTranslation(TranslationOptions):
    """Nothing: each synonym is of one language. Registered so that the desk keeps it like any other public record."""

    fields = ()


@register(models.SiteNotice)
class SiteNoticeTranslation(TranslationOptions):
    """Nothing: its sentences are of the interface. Registered as synonyms are."""

    fields = ()


@register(models.GlossaryTerm)
class GlossaryTermTranslation(TranslationOptions):
    """Nothing: each row is of one language. Registered as synonyms are."""

    fields = ()
