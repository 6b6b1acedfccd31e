"""What a service refuses, each with a sentence for the person who tried. Nothing is lost by a refusal."""

from django.utils.translation import gettext as _

from rights import validation
from rights.models import Revision


class Refusal(Exception):
    """An act that the workflow refuses; its text is a sentence for the person who tried."""


class NotAllowed(Refusal):
    """This person has no assignment for the act."""


class OwnText(Refusal):
    """Four eyes: people do not publish or return what they wrote themselves."""


class WrongState(Refusal):
    """The version is not in a state that allows the act."""


class Conflict(Refusal):
    """Somebody else changed the text in the meantime. Holds both: `theirs` (the present text) and `mine`."""

    def __init__(self, sentence: str, theirs: Revision | None, mine):
        super().__init__(sentence)
        self.theirs, self.mine = theirs, mine


class Outdated(Refusal):
    """A translation renders a source text that is no longer the newest; allowed once somebody confirms it."""


class Unclean(Refusal):
    """The text may not be published as it is; `problems` says why."""

    def __init__(self, problems: list[validation.TextProblem]):
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


def require(allowed: bool):
    if not allowed:
        raise NotAllowed(_("You have no assignment that allows this. Ask the manager of this country."))
