"""Action points: who does what by when, carried from meeting to meeting until it is done."""
