"""The policy brief's figures beside those computed from what is loaded; a difference is explained, never forced."""
