"""Fill a new shop: vocabulary, demo pieces, demo people. Safe to run again: it changes nothing then."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demo import NotInProduction, create_demo_people, refuse_in_production
from catalog.models import Item
from catalog.seeding.pieces import DemoBroken, load_pieces
from catalog.seeding.vocabulary import VocabularyBroken, load_vocabulary


class Command(BaseCommand):
    help = "Load the vocabulary, the demo pieces with their photographs, and the demo people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--vocabulary", action="store_true", help="the vocabulary alone, also in production"
        )
        parser.add_argument(
            "--for-review", action="store_true", help="what is for sale as drafts, for certify_demo to list"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing in a shop that has pieces")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(_vocabulary() if options["vocabulary"] else _demo(options))
        except (VocabularyBroken, DemoBroken, NotInProduction) as problem:
            raise CommandError(str(problem)) from None


def _vocabulary() -> str:
    return f"Vocabulary: {load_vocabulary():,} rows made or changed."


def _demo(options: dict[str, Any]) -> str:
    refuse_in_production()
    if options["if_empty"] and Item.objects.exists():
        return "The shop has pieces already; nothing was seeded."
    words, pieces = _vocabulary(), load_pieces(for_review=options["for_review"])
    create_demo_people()
    return f"{words} Demo pieces: {pieces} added."
