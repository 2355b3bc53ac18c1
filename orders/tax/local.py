"""The calculator in use: our own tables, and tax only where Portero is registered."""

from dataclasses import replace

from orders.tax import engine, snapshot
from orders.tax.calculator import ZERO, Sale, TaxQuote
from orders.tax.destination import HOME, MILITARY_STATES, TERRITORIES, state_names, tidied
from orders.tax.places import resolve

EXEMPT_BUYER = "exempt buyer, certificate"


def waived(quote: TaxQuote, certificate: str) -> TaxQuote:
    """The same breakdown for a buyer who owes no tax: each part stays, with nothing taxed, and says why."""
    rule = f"{EXEMPT_BUYER} {certificate}"[:120]
    free = (replace(c, base=ZERO, amount=ZERO, rule=rule) for c in quote.components)
    return replace(quote, components=tuple(free))


class LocalTables:
    """Sales tax from the project's tables (domain.md, Sales tax). `assume_registered` quotes every state."""

    remote = False

    def __init__(self, *, assume_registered: bool = False) -> None:
        self.assume_registered = assume_registered

    def quote(self, sale: Sale) -> TaxQuote:
        """The tax of a sale; none, with a warning, where Portero isn't registered or the tables know nothing."""
        to, tables = tidied(sale.to), snapshot.current()
        state = to.state
        if to.country != HOME:
            return TaxQuote()
        if not (self.assume_registered or tables.registered(state, sale.on)):
            return TaxQuote(warnings=(_why_none(state),))
        if state not in tables.state_names:
            return TaxQuote(warnings=(f"No sales tax table for {state}.",))
        quote = engine.tax_of(sale, resolve(to, tables, sale.on), tables)
        return waived(quote, sale.exemption) if sale.exemption else quote


def _why_none(state: str) -> str:
    where = f"No tax registration in {state or 'an unknown state'}"
    if state in MILITARY_STATES:
        return f"{where}: a military post (APO, FPO, DPO) belongs to no state."
    if state in TERRITORIES:
        return f"{where}: what {state_names()[state]} itself takes on arrival is not quoted."
    return f"{where}."
