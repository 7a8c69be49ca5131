"""Personal calendar feeds: a secret address for a person's own calendar program."""
