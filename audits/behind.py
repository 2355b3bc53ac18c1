"""Pages that no visitor comes upon: by the link of an order, and on the desks of the staff."""

import json

from audits.pages import Page
from audits.places import VAR
from audits.shop import Shop

# Where everybody may look; what `audits.situations` makes is told to no search engine.
PUBLIC = {"certificate look-up": "/certificates/", "serial check": "/match/"} | {
    "item log": "/log/",
    "trust figures": "/trust/",
    "find an order": "/orders/find/",
}
TIMED = {"trust figures", "certificate valid", "order delivered", "return received", "claim misdescribed"}


def pages(shop: Shop) -> list[Page]:
    """What `audits.situations` has made beside this shop. SystemExit when it can't."""
    told = VAR / "situations.json"
    shop.run("audits.situations", str(told))
    made = json.loads(told.read_text())
    cookies = (tuple(made["cookie"]),)
    public = [Page(name, path, name in TIMED) for name, path in PUBLIC.items()]
    buyers = [Page(name, path, name in TIMED, public=False) for name, path in made["buyer"].items()]
    staff = [
        Page(name, path, public=False, cookies=cookies, foreign=path.endswith("/change/"))
        for name, path in made["staff"].items()
    ]
    return public + buyers + staff
