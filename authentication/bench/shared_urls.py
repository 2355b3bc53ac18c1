"""The addresses that a workbench talks to, the same for both kinds of seat."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from authentication.bench import answers, pictures


def addresses(opened: Callable[..., Any], below: str) -> list[URLPattern]:
    """All of them below a prefix; `opened` gives each view the seat that the prefix names, or refuses."""
    return [
        path(f"{below}checks/<slug:code>/", opened(answers.finding), name="finding"),
        path(f"{below}checks/<slug:code>/decode/", opened(answers.decode), name="decode"),
        path(f"{below}checks/<slug:code>/photographs/", opened(pictures.add), name="evidence"),
        path(f"{below}photographs/<int:pk>/remove/", opened(pictures.remove), name="evidence-remove"),
        path(
            f"{below}photographs/<int:pk>/<str:size>.webp",
            opened(pictures.of_finding),
            name="evidence-picture",
        ),
        path(f"{below}photos/<int:pk>/<str:size>.webp", opened(pictures.of_case), name="photo"),
        path(f"{below}looked/", opened(answers.looked), name="looked"),
        path(f"{below}verdict/", opened(answers.verdict), name="verdict"),
    ]
