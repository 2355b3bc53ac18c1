"""A certificate is issued for what passed, says what is on record, and never changes."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from authentication.certificates import issuing, standing
from authentication.certificates.contents import sha256
from authentication.certificates.issuing import NotCertified
from authentication.models import Case, Certificate, CertificateVersion, Serial
from authentication.serials import recording
from catalog import condition
from catalog.models import Item, ItemLogEntry
from portero.core import sealing
from portero.core.sealing import private_keys, rotation
from tests.factories.authentication import a_case, passed_case
from tests.factories.catalog import draft_item, listed_item
from tests.factories.certified import a_photo, certifiable_item, certified, examined_again
from tests.factories.condition import graded
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


def test_it_says_what_was_examined_and_found() -> None:
    item = certifiable_item()
    version = certified(item)
    said = json.loads(version.payload)
    assert said["item"]["number"] == item.number
    assert (said["item"]["designer"], said["item"]["title"]) == ("Hermès", "Birkin 30 in Gold Togo")
    assert said["authentication"] == {
        "case": Case.objects.get().number,
        "decided_on": timezone.localdate().isoformat(),
        "tier": "A",
        "reviewers": 2,
        "number_on_record": False,
        "outcome": "authentic",
    }
    assert said["grade"] == {"grade": item.grade, "label": item.get_grade_display(), "never_carried": False}
    assert said["condition_report"]["sha256"] == condition.digest(item) == sha256(version.report)
    assert [photo["view"] for photo in said["photos"]] == ["front", "detail"]
    assert said["measurements"][0] == {"label": "Width", "value": "30.00", "unit": "cm", "tolerance": "0.50"}
    assert (said["version"], said["previous"]) == (1, None)


def test_the_signature_holds_over_the_very_text() -> None:
    version = certified()
    assert sealing.canonical(json.loads(version.payload)).decode() == version.payload
    assert sealing.holds(version.payload.encode(), version.kid, version.signature, at=version.issued_at)


def test_neither_serial_nor_names_of_people_are_in_it() -> None:
    item = certifiable_item()
    actor = staff("Authenticator", email="odile@portero.example", first_name="Odile", last_name="Serre")
    recording.record(item, "serial", "AB 104418", actor)
    version = issuing.issue(item, actor=actor)
    assert json.loads(version.payload)["authentication"]["number_on_record"] is True
    for hidden in ("104418", "Serre", "odile", *Serial.objects.values_list("digest", "ciphertext").get()):
        assert hidden not in version.payload + version.report
    assert version.issued_by == actor


def test_the_log_names_the_digest_and_the_piece_names_its_certificate() -> None:
    version = certified()
    item = version.certificate.item
    entry = ItemLogEntry.objects.get(item=item, kind="certified")
    assert json.loads(entry.body)["sha256"] == version.digest == sha256(version.payload)
    item.refresh_from_db()
    assert item.certificate == version.certificate.number


def test_the_same_again_is_the_same_version() -> None:
    item = certifiable_item()
    assert certified(item) == certified(item)
    assert CertificateVersion.objects.count() == 1


def test_another_photograph_is_another_version_and_the_first_stays() -> None:
    item = certifiable_item()
    first = certified(item)
    a_photo(item, 2, "back")
    second = issuing.refresh(item)
    assert second is not None
    assert (second.version, second.certificate) == (2, first.certificate)
    assert json.loads(second.payload)["previous"] == first.digest
    assert CertificateVersion.objects.get(pk=first.pk).payload == first.payload


def test_another_grade_is_another_version() -> None:
    item = certifiable_item()
    certified(item)
    graded(item, "good")
    version = issuing.refresh(item)
    assert version is not None
    assert json.loads(version.payload)["grade"]["grade"] == "good"


def test_what_did_not_change_is_not_signed_again() -> None:
    item = certifiable_item()
    certified(item)
    assert issuing.refresh(item) is None
    assert issuing.refresh(listed_item()) is None


def test_what_a_lost_key_signed_is_signed_again(settings: Settings) -> None:
    first, second = private_keys.fresh(), private_keys.fresh()
    settings.SEALING_KEYS = [first.as_text()]
    version = certified(certifiable_item())
    rotation.distrust(version.kid, since=version.issued_at, reason="A backup was stolen.")
    settings.SEALING_KEYS = [first.as_text(), second.as_text()]
    rotation.rotate()
    again = issuing.refresh(version.certificate.item)
    assert again is not None
    assert (again.version, again.kid) == (2, second.kid)
    assert issuing.refresh(version.certificate.item) is None


def test_without_anything_every_reason_is_told() -> None:
    with pytest.raises(NotCertified) as refused:
        issuing.issue(draft_item(), actor=None)
    assert refused.value.reasons == (
        "It has no passed case.",
        "It has no photographs.",
        "It has no condition report.",
        "Its grade isn't confirmed yet.",
    )
    assert not Certificate.objects.exists()


def test_a_changed_report_wants_its_grade_confirmed_again() -> None:
    item = certifiable_item()
    item.defects.update(severity="marked")
    with pytest.raises(NotCertified, match="confirm it again"):
        issuing.issue(item, actor=None)


@pytest.mark.parametrize(
    ("verdict", "reason"), [("counterfeit", "counterfeit"), ("cannot_verify", "not verify")]
)
def test_the_newest_case_counts(verdict: str, reason: str) -> None:
    item = certifiable_item()
    examined_again(item, verdict)
    with pytest.raises(NotCertified, match=reason):
        issuing.issue(item, actor=None)


@pytest.mark.parametrize("kind", ["seeded", "regrade"])
def test_a_case_for_training_certifies_nothing(kind: str) -> None:
    item = draft_item()
    passed_case(item, kind)
    with pytest.raises(NotCertified, match="no passed case"):
        issuing.issue(item, actor=None)


def test_a_second_consignment_has_a_certificate_of_its_own() -> None:
    item = certifiable_item()
    first = certified(item).certificate
    examined_again(item, "authentic", kind="intake")
    second = certified(item).certificate
    assert first != second
    assert list(Certificate.objects.filter(item=item)) == [second, first]
    item.refresh_from_db()
    assert item.certificate == second.number


def test_a_disputed_piece_gets_no_version() -> None:
    item = certifiable_item()
    certified(item)
    standing.dispute(item, "PC-1")
    a_photo(item, 2)
    with pytest.raises(NotCertified, match="disputed"):
        issuing.issue(item, actor=None)
    assert issuing.refresh(item) is None


def _refused(statement: str, *values: int | str, match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


COPY = """
    insert into authentication_certificateversion
        (certificate_id, version, payload, report, digest, kid, signature, issued_at, why)
    select certificate_id, version + 1, replace(payload, '"version":1', '"version":2'), report,
        encode(sha256(convert_to(replace(payload, '"version":1', '"version":2'), 'UTF8')), 'hex'),
        kid, signature, now(), '' from authentication_certificateversion
"""


def test_sql_changes_and_deletes_nothing() -> None:
    certified()
    for table in ("certificate", "certificateversion"):
        _refused(f"delete from authentication_{table}", match="append-only")
    _refused("update authentication_certificateversion set payload = '{}'", match="append-only")
    _refused("update authentication_certificate set number = 'K-123456789'", match="append-only")


def test_sql_issues_nothing_for_a_disputed_piece() -> None:
    version = certified()
    standing.dispute(version.certificate.item, "PC-1")
    _refused(COPY, match="disputed or revoked")
    standing.settle_dispute(version.certificate.item, "PC-1")
    with connection.cursor() as cursor:
        cursor.execute(COPY)
    assert CertificateVersion.objects.count() == 2


def test_sql_issues_nothing_after_a_revocation_or_a_counterfeit_case() -> None:
    version = certified()
    standing.revoke(version.certificate, "A mistake.", actor=None)
    _refused(COPY, match="disputed or revoked")
    other = certified(certifiable_item())
    examined_again(other.certificate.item, "counterfeit")
    _refused(f"{COPY} where certificate_id = {other.certificate_id}", match="did not pass")
    assert CertificateVersion.objects.count() == 2


def test_sql_opens_no_certificate_without_a_passed_case_of_this_piece() -> None:
    item, other = certifiable_item(), draft_item()
    undecided = a_case(item, "by_hand")
    insert = "insert into authentication_certificate (number, item_id, case_id, opened_at) values (%s, %s, %s, now())"
    _refused(insert, "K-123456789", item.pk, undecided.pk, match="passed case")
    case = Case.objects.get(item=item, state="passed")
    _refused(insert, "K-123456789", other.pk, case.pk, match="passed case")
    assert not Certificate.objects.exists()


def test_sql_signs_no_other_piece_under_a_number() -> None:
    version = certified()
    other = COPY.replace('"version":2', '"version":9')
    _refused(other, match="another certificate")
    _refused(COPY.replace(" report,\n", " report || ' ',\n"), match="another certificate")
    _refused(COPY.replace("version + 1", "version + 2"), match="without a gap")
    assert Item.objects.get().certificate == version.certificate.number
