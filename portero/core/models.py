"""What every room may use: the audit trail, the figures staff can change, the mail outbox."""

from portero.core.audit import AuditEntry
from portero.core.figures import FigureValue
from portero.core.mail.models import Mail

__all__ = ["AuditEntry", "FigureValue", "Mail"]
