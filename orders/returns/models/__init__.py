"""What a return is: who asked for what, what was decided and found, and the sums that were shown and given back."""

from orders.returns.models.amounts import ReturnAmounts
from orders.returns.models.pieces import ReturnPhoto, ReturnPiece
from orders.returns.models.reminders import ReturnReminder
from orders.returns.models.returns import ENDED, Return, ReturnState

__all__ = [
    "ENDED",
    "Return",
    "ReturnAmounts",
    "ReturnPhoto",
    "ReturnPiece",
    "ReturnReminder",
    "ReturnState",
]
