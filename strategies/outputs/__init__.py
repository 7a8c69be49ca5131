"""Plans and strategies as documents: what a version says in its reader's words, and its PDF."""
