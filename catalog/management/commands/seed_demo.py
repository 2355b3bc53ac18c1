"""Fill a new shop: vocabulary, demo pieces, demo people. Safe to run again: it changes nothing then."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demo import create_demo_people
from catalog.models import Item
from catalog.seeding.pieces import DemoBroken, load_pieces
from catalog.seeding.vocabulary import VocabularyBroken, load_vocabulary


class Command(BaseCommand):
    help = "Load the vocabulary, the demo pieces with their photographs, and the demo people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing in a shop that has pieces")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Item.objects.exists():
            self.stdout.write("The shop has pieces already; nothing was seeded.")
            return
        try:
            words, pieces = load_vocabulary(), load_pieces()
        except (VocabularyBroken, DemoBroken) as problem:
            raise CommandError(str(problem)) from None
        create_demo_people()
        self.stdout.write(f"Vocabulary: {words:,} rows made or changed. Demo pieces: {pieces} added.")
