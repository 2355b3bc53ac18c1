"""What the pages of the sell form show: the shot lists of all kinds, with what was taken."""

from dataclasses import dataclass
from typing import Any

from consignment.models import Submission, SubmissionPhoto
from consignment.submissions import drafts, shots
from consignment.submissions.links import draft_token

NUMBERS = {3: "Three", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}


@dataclass(frozen=True)
class Tile:
    """One place of a shot list, and the picture that is in it."""

    shot: shots.Shot
    photo: SubmissionPhoto | None
    next: bool


@dataclass(frozen=True)
class ShotList:
    """The shot list of a kind; `extra` are pictures beside it."""

    kind: str
    title: str
    tiles: tuple[Tile, ...]
    extra: tuple[SubmissionPhoto, ...]


def shown(submission: Submission | None) -> dict[str, Any]:
    """The context of every page of the form; None before there is a draft."""
    photos = list(drafts.pictures_of(submission)) if submission else []
    kind = (submission.kind if submission else "") or Submission.Kind.HANDBAG
    asked = (
        submission.events.filter(kind="asked").last() if submission and submission.state == "asked" else None
    )
    return {
        "submission": submission,
        "token": draft_token(submission) if submission else "",
        "kind": kind,
        "kinds": Submission.Kind.choices,
        "lists": [_list(kind, photos) for kind in shots.SHOTS],
        "taken": len(photos),
        "wanted": len(shots.shots_of(kind)),
        "least": NUMBERS[shots.LEAST],
        "one_more": shots.ONE_MORE,
        "asked": asked.said if asked else "",
        "step": "pictures",
    }


def _list(kind: str, photos: list[SubmissionPhoto]) -> ShotList:
    by_shot = {photo.shot: photo for photo in photos if photo.shot != shots.MORE}
    listed = shots.shots_of(kind)
    following = next((shot.code for shot in listed if shot.code not in by_shot), None)
    tiles = tuple(Tile(shot, by_shot.get(shot.code), shot.code == following) for shot in listed)
    known = {shot.code for shot in listed}
    extra = tuple(photo for photo in photos if photo.shot not in known)
    return ShotList(kind, f"{NUMBERS[len(listed)]} pictures", tiles, extra)
