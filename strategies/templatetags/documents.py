"""What templates of plans and strategies need: {% load documents %}."""

from django import template

from strategies.prose import blocks

register = template.Library()
register.filter("blocks", blocks)
