"""How a certificate stands, in words for everybody."""

from authentication.certificates.standing import Standing

MEANING = {
    Standing.VALID: "We examined this piece and found it authentic. It is with us.",
    Standing.SOLD: "We examined this piece and found it authentic. It was sold by us and is with its owner.",
    Standing.RETURNED: "We examined this piece and found it authentic. It came back to us after a sale.",
    Standing.DISPUTED: (
        "Somebody who has the piece doubts what this page says, and we are looking into that. "
        "Until it is settled, don’t rely on this page."
    ),
    Standing.REVOKED: "This certificate doesn’t hold any more. Don’t rely on it.",
}
TIERS = {
    "A": "Highest care: two experts, each without knowing what the other found",
    "B": "One expert, by the full list of checks",
    "C": "One expert, by the full list of checks",
}
