"""The words of the response reason codes that the double gives."""

APPROVED = {
    "1": "This transaction has been approved.",
    "252": "Your order has been received. Thank you for your business!",
    "253": "Your order has been received. Thank you for your business!",
    "310": "This transaction has already been voided.",
    "311": "This transaction has already been captured.",
}
ERRORS = {
    "2": "This transaction has been declined.",
    "4": "This transaction has been declined.",
    "5": "A valid amount is required.",
    "6": "The credit card number is invalid.",
    "8": "The credit card has expired.",
    "11": "A duplicate transaction has been submitted.",
    "16": "The transaction cannot be found.",
    "19": "An error occurred during processing. Please try again.",
    "27": "The transaction has been declined because of an AVS mismatch. "
    "The address provided does not match billing address of cardholder.",
    "39": "The supplied currency code is either invalid, not supported, not allowed for this merchant "
    "or doesn't have an exchange rate.",
    "47": "The amount requested for settlement cannot be greater than the original amount authorized.",
    "54": "The referenced transaction does not meet the criteria for issuing a credit.",
    "55": "The sum of credits against the referenced transaction would exceed original debit amount.",
    "65": "This transaction has been declined.",
}


def text(reason: str) -> str:
    """What they say of a reason."""
    return APPROVED.get(reason) or ERRORS.get(reason) or "This transaction has been declined."
