"""The classification of goods: loaded, searched, and suggested for what districts call their products."""
