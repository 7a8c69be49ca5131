"""What the tests of the demo share."""

SIX = frozenset({"276", "492", "187", "634", "459", "316"})  # districts that are played in the tests
