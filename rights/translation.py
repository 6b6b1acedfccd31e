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
    fallback_languages = {"default": ()}  # the reading order is a decision of rights.factsheets, never silent


@register(models.Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("title", "explanation")


@register(models.TimeLimit)
class TimeLimitTranslation(TranslationOptions):
    fields = ("title", "start", "exceptions")


@register(models.IndicatorValue)
class IndicatorValueTranslation(TranslationOptions):
    fields = ("text", "note")


@register(models.Synonym)
class SynonymTranslation(TranslationOptions):
    """Nothing: each synonym is of one language. Registered so that the desk keeps it like any other public record."""

    fields = ()
