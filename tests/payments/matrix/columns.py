"""The columns and rows of the table: a new way to pay is one line here and its adapter."""

from tests.fakes.base import Double
from tests.payments.matrix import cells, faults, stray
from tests.payments.matrix.authorizenet import AuthorizeNetCard, AuthorizeNetHosted
from tests.payments.matrix.cells import Cell
from tests.payments.matrix.paypal import PayPalColumn
from tests.payments.matrix.stripe import Affirm, StripeCard, StripeCardWithTheOrder, StripeHosted
from tests.payments.matrix.wire import Wire

COLUMNS = (
    AuthorizeNetCard,
    AuthorizeNetHosted,
    StripeCard,
    StripeCardWithTheOrder,
    StripeHosted,
    Affirm,
    PayPalColumn,
    Wire,
)
DOUBLES: set[type[Double]] = {kind.double_class for kind in COLUMNS if kind.double_class}

ROWS: dict[str, Cell] = {
    "decline": cells.decline,
    "3-D Secure abandoned": cells.abandoned,
    "held for review": cells.held_for_review,
    "timeout before the provider acted": faults.timeout("timeout_before"),
    "timeout after": faults.timeout("timeout_after"),
    "500 before": faults.http_500("http_500_before"),
    "500 after": faults.http_500("http_500_after"),
    "duplicate webhook": cells.duplicate_webhook,
    "out-of-order webhook": cells.out_of_order_webhook,
    "webhook before return": cells.webhook_before_return,
    "return without webhook": cells.return_without_webhook,
    "wrong amount": cells.wrong_amount,
    "wrong signature": cells.wrong_signature,
    "replayed old event": cells.replayed_event,
    "hold expired before approval": cells.late_approval,
    "money that no order wants": stray.stray_money,
    "killed at every step": faults.killed,
}
