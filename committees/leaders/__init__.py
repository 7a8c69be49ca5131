"""The track to local leadership: trainee, then shadow, joint, lead."""
