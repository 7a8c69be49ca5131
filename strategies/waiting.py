"""What plans, strategies and their conditions ask of a post: its rows in the page of one's work."""
