"""Questions about an address in the United States: ZIP, state and city that disagree, a missing number."""

from collections.abc import Iterator, Mapping

from orders.addressing.lines import has_number, is_po_box
from orders.addressing.suggestions import Advice, Suggestion
from orders.tax import snapshot
from orders.tax.destination import MILITARY_STATES, POSTS, state_names
from orders.tax.evidence import Community, communities
from orders.tax.gazetteer import MILITARY, PostalZip, zip_of, zips_called
from orders.tax.spelling import meant
from orders.tax.words import place_key


def advice(told: Mapping[str, str]) -> Iterator[Advice]:
    """What to ask about a complete address in the United States."""
    found = zip_of(told["postcode"][:5])
    if found is None:
        yield from _unknown_zip(told)
    elif told["state"] != found.state and told["state"] not in found.also_in:
        yield _other_state(told, found)
    else:
        yield from _other_city(told, found)
    military = told["state"] in MILITARY_STATES
    if not (military or has_number(told["line1"]) or is_po_box(told["line1"])):
        yield Advice("line1", "We don’t see a house number. Is it missing?", told["line1"])


def named(found: PostalZip) -> str:
    """The post office's name of a ZIP's place; posts are written in capitals."""
    return found.city.upper() if found.kind == MILITARY else found.city


def _unknown_zip(told: Mapping[str, str]) -> Iterator[Advice]:
    typed = told["postcode"][:5]
    ours = [found.code for found in zips_called(told["state"], told["line4"]) if found.kind == "STANDARD"]
    use = tuple(Suggestion(f"Use {code}", {"postcode": code}) for code in ours) if len(ours) == 1 else ()
    said = f"We can’t find the ZIP code {typed}. Is a digit mistyped?"
    yield Advice("postcode", said, f"{typed} {told['state']}", use)


def _other_state(told: Mapping[str, str], found: PostalZip) -> Advice:
    place, chosen = f"{named(found)}, {found.state}", state_names()[told["state"]]
    changes = {"state": found.state}
    if not found.is_called(told["line4"]):
        changes["line4"] = named(found)
    said = f"{found.code} is in {place}, not in {chosen}. Did you mean {place}?"
    return Advice("postcode", said, f"{found.code} {told['state']}", (Suggestion(f"Use {place}", changes),))


def _other_city(told: Mapping[str, str], found: PostalZip) -> Iterator[Advice]:
    city, state = told["line4"], told["state"]
    about = f"{city} {found.code}"
    if found.kind == MILITARY and place_key(city) not in POSTS:
        said = f"An address with the ZIP code {found.code} is written {named(found)} where the city stands."
        yield Advice("line4", said, about, (_use_city(named(found)),))
    elif partly := next((c for c in communities(state, city) if not c.covers(found.code)), None):
        yield _border(city, partly, about)
    elif state == found.state and not found.is_called(city) and not _is_around(city, found):
        yield _misspelt(city, found, about)


def _is_around(city: str, found: PostalZip) -> bool:
    """Whether a city is known in the county of this ZIP, under a name that the post office may not use for it."""
    around = {place_key(county) for county in found.counties}
    rows = snapshot.current().boundaries.get((found.state, "city", place_key(city)), ())
    homes = [row.county for row in rows] + [c.county for c in communities(found.state, city)]
    homes += [county for other in zips_called(found.state, city) for county in other.counties]
    return any(place_key(home) in around for home in homes)


def _border(city: str, community: Community, about: str) -> Advice:
    said = f"Only part of {city} lies in the city of {community.city}, and the sales tax differs. Does your house?"
    return Advice("line4", said, about, (_use_city(community.city),))


def _misspelt(city: str, found: PostalZip, about: str) -> Advice:
    likely = meant(found.state, city, found.code)
    if likely and found.is_called(likely):
        return Advice("line4", f"Did you mean {likely}?", about, (_use_city(likely),))
    said = f"{found.code} is in {named(found)}, {found.state}. Is it {named(found)}?"
    use = [_use_city(named(found))]
    elsewhere = zips_called(found.state, city)
    if len(elsewhere) == 1:
        code = elsewhere[0].code
        use.append(Suggestion(f"Use ZIP code {code}", {"postcode": code}))
    return Advice("line4", said, about, tuple(use))


def _use_city(name: str) -> Suggestion:
    return Suggestion(f"Use {name}", {"line4": name})
