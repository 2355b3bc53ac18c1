"""What every room may use: the audit trail, the figures staff can change, the mail outbox, the house's keys."""

from portero.core.audit import AuditEntry
from portero.core.figures import FigureValue
from portero.core.mail.models import Mail
from portero.core.sealing.models import SigningKey

__all__ = ["AuditEntry", "FigureValue", "Mail", "SigningKey"]
