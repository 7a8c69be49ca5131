"""The history of configuration, kept by database triggers (history of work is `Event`)."""

import pghistory
from django.db import models


def tracked(model: type[models.Model]) -> type[models.Model]:
    """Keep every version of a model's rows; fresh trackers, since pghistory binds them to a model."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(model)
