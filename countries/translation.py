"""What modeltranslation translates of this app: one column per language."""

from modeltranslation.translator import TranslationOptions, register

from countries import models


@register(models.Country)
class CountryTranslation(TranslationOptions):
    fields = ("name",)


@register(models.Instrument)
class InstrumentTranslation(TranslationOptions):
    fields = ("title", "short")


@register(models.Source)
class SourceTranslation(TranslationOptions):
    fields = ("title",)


@register(models.SupportService)
class SupportServiceTranslation(TranslationOptions):
    fields = ("name", "description", "hours")


@register(models.Telephone)
class TelephoneTranslation(TranslationOptions):
    fields = ("note",)


@register(models.HelpLine)
class HelpLineTranslation(TranslationOptions):
    fields = ("name", "hours", "cost", "note")
