"""Invoices and credit notes: numbered without gaps, frozen when issued, the same bytes for ever."""
