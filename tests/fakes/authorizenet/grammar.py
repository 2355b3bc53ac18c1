"""The members a request may have, in the order in which Authorize.net wants them.

Its JSON is read as XML of a sequence: another order, or a member nobody knows, is E00003. What is here is what the
shop uses and its neighbours; that it is in the order of the published schema is a contract test's matter.
"""

from .errors import Json, Refusal

NAMESPACE = "AnetApi/xml/v1/schema/AnetApiSchema.xsd"

Grammar = dict[str, "Grammar | None"]


def _members(names: str) -> Grammar:
    return dict.fromkeys(names.split())


ADDRESS = _members("firstName lastName company address city state zip country")
BILL_TO = ADDRESS | _members("phoneNumber faxNumber email")
SETTINGS: Grammar = {"setting": _members("settingName settingValue")}
PAYMENT: Grammar = {
    "creditCard": _members("cardNumber expirationDate cardCode"),
    "opaqueData": _members("dataDescriptor dataValue dataKey expirationTimeStamp"),
    "dataSource": None,
}
TRANSACTION: Grammar = {
    **_members("transactionType amount currencyCode"),
    "payment": PAYMENT,
    **_members("authCode refTransId splitTenderId"),
    "order": _members("invoiceNumber description"),
    **_members("lineItems tax duty shipping taxExempt poNumber"),
    "customer": _members("type id email"),
    "billTo": BILL_TO,
    "shipTo": ADDRESS,
    "customerIP": None,
    "transactionSettings": SETTINGS,
}
LOGIN = _members("name transactionKey clientKey")
COMMON: Grammar = {"merchantAuthentication": LOGIN, "clientId": None, "refId": None}
SORTING = _members("orderBy orderDescending")
PAGING = _members("limit offset")
CARD = _members("cardNumber expirationDate cardCode zip fullName")
REQUESTS: dict[str, Grammar] = {
    "createTransactionRequest": COMMON | {"transactionRequest": TRANSACTION},
    "getTransactionDetailsRequest": COMMON | {"transId": None},
    "getUnsettledTransactionListRequest": COMMON | {"status": None, "sorting": SORTING, "paging": PAGING},
    "getSettledBatchListRequest": COMMON
    | _members("includeStatistics firstSettlementDate lastSettlementDate"),
    "getTransactionListRequest": COMMON | {"batchId": None, "sorting": SORTING, "paging": PAGING},
    "getHostedPaymentPageRequest": COMMON
    | {"transactionRequest": TRANSACTION, "hostedPaymentSettings": SETTINGS},
    "updateHeldTransactionRequest": COMMON | {"heldTransactionRequest": _members("action refTransId")},
    "securePaymentContainerRequest": COMMON | {"data": _members("type id") | {"token": CARD}},
}


def check(name: str, body: Json) -> None:
    """Raise E00003 for a member in the wrong place, or one that is unknown."""
    _check(name, body, REQUESTS[name])


def _check(parent: str, value: object, grammar: Grammar | None) -> None:
    if grammar is None:
        return
    for part in value if isinstance(value, list) else [value]:
        if not isinstance(part, dict):
            raise Refusal("E00003", f"The element '{parent}' in namespace '{NAMESPACE}' cannot contain text.")
        _check_order(parent, list(part), list(grammar))
        for name, child in part.items():
            _check(name, child, grammar[name])


def _check_order(parent: str, given: list[str], known: list[str]) -> None:
    place = 0
    for name in given:
        if name not in known[place:]:
            expected = ", ".join(known[place:])
            raise Refusal(
                "E00003",
                f"The element '{parent}' in namespace '{NAMESPACE}' has invalid child element '{name}' in namespace "
                f"'{NAMESPACE}'. List of possible elements expected: '{expected}'.",
            )
        place = known.index(name) + 1
