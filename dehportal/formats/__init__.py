"""How numbers are written, beside Django's own formats: grouped as in India (1,23,45,678), in both languages."""
