"""How pages of plans print shares, figures and years: {% load plans %}."""

from django import template

from strategies.life.years import in_words
from strategies.versions.content import figure
from trade.money import percent

register = template.Library()
register.filter("percent", percent)
register.filter("figure", figure)
register.filter("financial_year", in_words)
