"""python -m audits [--runs 5] [--only NAME ...]: look at the shop's pages and write docs/audits.md.

Ends with 1 when anything that design.md asks for is missed; the report says what. With --only, pages are looked at
without writing the report.
"""

import argparse
import sys

from audits import behind, lighthouse, looks, markup, report
from audits.pages import Page, pages
from audits.places import PICTURES, REPORT, VAR, install_tools
from audits.shop import open_shop


def main() -> int:
    """Run all audits; 0 when nothing is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="Lighthouse runs a page")
    parser.add_argument("--only", nargs="+", help="names of pages")
    options = parser.parse_args()
    install_tools()
    with open_shop() as shop:
        address = shop.address
        known = pages(address) + behind.pages(shop)
        found = [page for page in known if not options.only or page.name in options.only]
        wrong = markup.mistakes(address, found, VAR / "html")
        seen_by_axe = looks.violations(address, found, VAR / "pictures" if options.only else PICTURES)
        seen = [_lighthouse(address, page, options.runs) for page in found if page.timed and options.runs]
    if not options.only:
        report.write(REPORT, seen, seen_by_axe, wrong)
    missed = [f"{one.page.name}: {told}" for one in seen for told in [*report.short_of(one), *one.failed]]
    for kind in (seen_by_axe, wrong):
        missed += [f"{name}: {told}" for name, each in kind.items() for told in each]
    print("\n".join(missed) or "audit: nothing missed")
    return 1 if missed else 0


def _lighthouse(address: str, page: Page, runs: int) -> lighthouse.Seen:
    seen = lighthouse.look(address, page, runs, VAR)
    print(f"audit: {page.name} {seen.scores}, LCP {seen.lcp_ms:.0f} ms, CLS {seen.cls:.3f}", flush=True)
    return seen


if __name__ == "__main__":
    sys.exit(main())
