"""What everybody may read of adopted plans and strategies (docs/adr/0033)."""
