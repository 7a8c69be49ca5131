"""Market access: tariffs, non-tariff measures and requirements, by HS code and market."""
