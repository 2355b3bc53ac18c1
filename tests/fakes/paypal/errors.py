"""PayPal's error envelope (https://developer.paypal.com/api/rest/responses/), its words as in the published schemas."""

from ..base.errors import DoubleError, Json
from .ids import debug_id

NAMES = {
    400: ("INVALID_REQUEST", "Request is not well-formed, syntactically incorrect, or violates schema."),
    401: (
        "AUTHENTICATION_FAILURE",
        "Authentication failed due to missing authorization header, or invalid authentication credentials.",
    ),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    409: ("RESOURCE_CONFLICT", "The server has detected a conflict while processing this request."),
    422: (
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business validation.",
    ),
    429: ("RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting."),
    500: ("INTERNAL_SERVER_ERROR", "An internal server error occurred."),
}
DESCRIPTIONS = {
    "PAYPAL_REQUEST_ID_REQUIRED": "A PayPal-Request-Id is required if you are trying to process payment for an Order. "
    "Please specify a PayPal-Request-Id or Create the Order without a 'payment_source' specified.",
    "INVALID_RESOURCE_ID": "Specified resource ID does not exist. Please check the resource ID and try again.",
    "INSTRUMENT_DECLINED": "The instrument presented  was either declined by the processor or bank, "
    "or it can't be used for this payment.",
    "ORDER_NOT_APPROVED": "Payer has not yet approved the Order for payment. Please redirect the payer to the "
    "'rel':'approve' url returned as part of the HATEOAS links within the Create Order call.",
    "ORDER_ALREADY_AUTHORIZED": "Order already authorized.If 'intent=AUTHORIZE' only one authorization per order is "
    "allowed.",
    "PAYER_CANNOT_PAY": "Payer cannot pay for this transaction. Please contact the payer to find other ways to pay "
    "for this transaction.",
    "AUTHORIZATION_VOIDED": "A voided authorization cannot be captured or reauthorized. ",
    "AUTHORIZATION_DENIED": "An denied authorization cannot be captured.",
    "AUTHORIZATION_ALREADY_CAPTURED": "Authorization has previously been captured.",
    "PREVIOUSLY_CAPTURED": "Authorization has been previously captured and hence cannot be voided.",
    "PREVIOUSLY_VOIDED": "Authorization has been previously voided and hence cannot be voided again.",
    "CANNOT_BE_VOIDED": "A reauthorization cannot be voided. Please void the original parent authorization.",
    "REAUTHORIZATION_NOT_SUPPORTED": "A reauthorize cannot be attempted on an authorization_id that is the result of "
    "a prior reauthorization or on an authorization made on an Order saved using the `v2/orders/id/save` API.",
    "CAPTURE_FULLY_REFUNDED": "The capture has already been fully refunded",
    "REFUND_AMOUNT_EXCEEDED": "The refund amount must be less than or equal to the capture amount that has not yet "
    "been refunded.",
    "PENDING_CAPTURE": "Cannot initiate a refund as the capture is pending. Capture is typically pending when the "
    "payer has funded the transaction using e-check/bank funded.",
    "PREVIOUS_REQUEST_IN_PROGRESS": "A previous request on this resource is currently in progress. Please wait for "
    "sometime and try again. It is best to space out the initial and the subsequent request(s) to avoid receiving "
    "this error.",
}


class PayPalError(DoubleError):
    """An answer of 4xx or 5xx with PayPal's name for it and, where there is one, the issue."""

    def __init__(self, status: int, issue: str = "", *, field: str = "") -> None:
        self.name, message = NAMES[status]
        super().__init__(status, message)
        self.issue, self.field = issue, field

    @property
    def envelope(self) -> Json:
        """The JSON body of the answer."""
        body: Json = {"name": self.name, "message": str(self), "debug_id": debug_id()}
        if self.issue:
            detail = {"issue": self.issue, "description": DESCRIPTIONS.get(self.issue, "")}
            body["details"] = [
                {name: value for name, value in detail.items() if value}
                | ({"field": self.field} if self.field else {})
            ]
        return body


def missing() -> PayPalError:
    """Return the 404 for an object that does not exist."""
    return PayPalError(404, "INVALID_RESOURCE_ID")


def unprocessable(issue: str) -> PayPalError:
    """Return the 422 of a business rule."""
    return PayPalError(422, issue)


def required(field: str) -> PayPalError:
    """Return the 400 for a member that must be there."""
    return PayPalError(400, "MISSING_REQUIRED_PARAMETER", field=field)
