"""What a review lacks before it can be submitted; the database asks the same when it is (migration 0005)."""

from authentication.measures import measured
from authentication.models import Check, Finding, Review

Result = Finding.Result
DOUBTFUL = (Result.CONCERN, Result.WRONG)


def missing(review: Review, verdict: str, reason: str) -> list[str]:
    """All that is missing, one sentence each; three queries."""
    return [*(said for _, said in of_checks(review)), *of_whole(review, verdict, reason)]


def of_checks(review: Review) -> list[tuple[Check, str]]:
    """What its checks lack, each with the sentence that says it."""
    found = {one.check_made_id: one for one in review.findings.prefetch_related("evidence")}
    return [
        (check, f"{check.title}: {lack}")
        for check in review.case.template.checks.all()
        if (lack := _lack(check, found.get(check.pk)))
    ]


def of_whole(review: Review, verdict: str, reason: str) -> list[str]:
    """What the review as a whole lacks: verdict, reason, time."""
    said = _of_verdict(verdict, reason)
    if (left := review.least_look_s - review.looked_s) > 0:
        said.append(f"Look at it for another {-(-left // 60)} min: its tier asks for that.")
    return said


def _lack(check: Check, finding: Finding | None) -> str:
    """What one check lacks; empty: nothing."""
    if finding is None or not finding.result:
        return "no finding yet."
    if finding.result == Result.ABSENT:
        return "" if finding.note else "say why it doesn't apply."
    wanted = check.evidence == Check.Evidence.ALWAYS or finding.result in DOUBTFUL
    if wanted and not finding.evidence.all():
        return "a photograph that shows it."
    return measured.lack(check, finding)


def _of_verdict(verdict: str, reason: str) -> list[str]:
    if verdict not in Review.Verdict.values:
        return ["Give your verdict."]
    if verdict != Review.Verdict.AUTHENTIC and not reason.strip():
        return ["Say why: its owner reads it if we don't take the piece."]
    return []
