"""`{% tax_states %}`: the sentence that names the states with sales tax, from the registrations in force today."""

from django import template

from orders.tax.registered import sentence, states_with_tax

register = template.Library()


@register.simple_tag
def tax_states() -> str:
    """One query; empty where Portero is registered nowhere."""
    return sentence(states_with_tax())
