from django import template

from didim.web.components import nations

register = template.Library()
register.filter("country_name", nations.country_name)
register.filter("language_name", nations.language_name)
