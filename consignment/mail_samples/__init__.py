"""The mails of consignment, as their readers get them (portero.core.mail.samples)."""

from consignment.mail_samples import pieces, selling

__all__ = ["pieces", "selling"]
