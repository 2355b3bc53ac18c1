"""Authorize.net's response reason codes and check results, in the shop's words."""

DECLINED = "Your bank declined the card. Nothing was charged; you can try another card."
ADDRESS = (
    "The billing address isn't the one your bank has for this card. Nothing was charged; please check it."
)
NUMBER = "The card number isn't right. Nothing was charged; please enter the card again."
EXPIRY = "The card's expiration date isn't right. Nothing was charged; please enter the card again."
EXPIRED = "The card has expired. Nothing was charged; please use another card."
SECURITY_CODE = "The card's security code isn't right. Nothing was charged; please enter the card again."
PART_ONLY = "Your card covers only a part of the sum. Nothing was charged; please use another card."
BRAND = "We can't take this kind of card. Nothing was charged; please use another card."

# Reasons that she can mend, whether they come as a decline (response code 2) or as an error (3).
SENTENCES = {
    **dict.fromkeys(("6", "37", "200", "315"), NUMBER),
    **dict.fromkeys(("7", "201", "316"), EXPIRY),
    **dict.fromkeys(("8", "317"), EXPIRED),
    **dict.fromkeys(("17", "28"), BRAND),
    **dict.fromkeys(("27", "127"), ADDRESS),
    **dict.fromkeys(("44", "45", "65", "78", "165"), SECURITY_CODE),
}
# The same transaction was sent before: what became of that one is the answer.
DUPLICATE = {"11", "318"}

PASS, FAIL, UNAVAILABLE, UNCHECKED = "pass", "fail", "unavailable", "unchecked"
# Street and postcode, as Stripe names the results (orders.verification_evidence reads both).
AVS = {
    "A": (PASS, FAIL),
    "B": (UNCHECKED, UNCHECKED),
    "E": (UNAVAILABLE, UNAVAILABLE),
    "G": (UNAVAILABLE, UNAVAILABLE),
    "N": (FAIL, FAIL),
    "P": (UNCHECKED, UNCHECKED),
    "R": (UNAVAILABLE, UNAVAILABLE),
    "S": (UNAVAILABLE, UNAVAILABLE),
    "U": (UNAVAILABLE, UNAVAILABLE),
    "W": (FAIL, PASS),
    "X": (PASS, PASS),
    "Y": (PASS, PASS),
    "Z": (FAIL, PASS),
}
CARD_CODE = {"M": PASS, "N": FAIL, "P": UNCHECKED, "S": UNCHECKED, "U": UNAVAILABLE}
BRANDS = {
    "visa": "visa",
    "mastercard": "mastercard",
    "americanexpress": "amex",
    "discover": "discover",
    "dinersclub": "diners",
    "jcb": "jcb",
}


def sentence(reason: str) -> str:
    """What the buyer is told of a declined or failed transaction."""
    return SENTENCES.get(reason, DECLINED)


def checks(avs: str, card_code: str) -> dict[str, str]:
    """What the bank said of street, postcode and security code; letters we don't know say nothing."""
    street, postcode = AVS.get(avs.upper(), ("", ""))
    found = {"address": street, "postcode": postcode, "cvc": CARD_CODE.get(card_code.upper(), "")}
    return {name: result for name, result in found.items() if result}


def brand(card_type: str) -> str:
    """The card's brand as Stripe names it, so that both processors' payments read alike."""
    plain = card_type.replace(" ", "").lower()
    return BRANDS.get(plain, plain)
