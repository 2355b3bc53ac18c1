"""What a demonstration shows of authenticity: work on the bench, and pieces that were reviewed and certified."""

from authentication.demo.bench import open_demo_cases
from authentication.demo.certified import certify_demo

__all__ = ["certify_demo", "open_demo_cases"]
