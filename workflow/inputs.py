"""What many moves ask for: a reason, or a note."""

from django.utils.translation import gettext_lazy as lazy

from workflow.engine import Inputs
from workflow.fields import prose

SHORTEST_REASON = 15  # characters: a reason is a sentence


class Reason(Inputs):
    words = "reason"
    reason = prose(lazy("Reason"), shortest=SHORTEST_REASON)


class OptionalNote(Inputs):
    words = "note"
    note = prose(lazy("Note"), required=False)
