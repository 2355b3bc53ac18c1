"""No certificate without a passed case, none changed or lost, also against a shell and SQL.

The certificate of a case is its own piece's. A version needs that the newest decided case of the piece passed, that nobody
disputes it and that it wasn't revoked, and says the numbers that its row has. Nothing follows a revocation. A case that
finds a certified piece counterfeit, or can't verify it any more, revokes its certificates at once; a blind second look
that finds so disputes them. The piece's row names the certificate in force.
"""

from django.db import migrations

from portero.core.append_only import append_only

CERTIFICATE = """
create function authentication_certificate_of_passed_case() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1 from authentication_case c where c.id = new.case_id and c.item_id = new.item_id
            and c.state = 'passed' and c.kind in ('intake', 'by_hand', 'claim')
    ) then
        raise exception 'a certificate is of a passed case of its own piece'
            using errcode = 'check_violation', constraint = 'certificate_of_passed_case';
    end if;
    return new;
end $$;
create trigger authentication_certificate_of_passed_case before insert on authentication_certificate
    for each row execute function authentication_certificate_of_passed_case();
"""
VERSION = """
create function authentication_certificate_disputed(named bigint) returns boolean language sql stable as $$
    select exists (
        select 1 from (
            select distinct on (reference) kind from authentication_certificateevent
            where certificate_id = named and kind in ('disputed', 'cleared') order by reference, id desc
        ) newest where kind = 'disputed'
    )
$$;
create function authentication_certificate_revoked(named bigint) returns boolean language sql stable as $$
    select exists (
        select 1 from authentication_certificateevent where certificate_id = named and kind = 'revoked'
    )
$$;
create function authentication_version_may_be_issued() returns trigger language plpgsql as $$
declare
    owner record;
    said jsonb := new.payload::jsonb;
begin
    select c.number, c.item_id, i.number as item into owner
    from authentication_certificate c join catalog_item i on i.id = c.item_id
    where c.id = new.certificate_id for update of c;
    if not authentication_passed_last(owner.item_id) then
        raise exception 'the newest case of the piece did not pass'
            using errcode = 'check_violation', constraint = 'certificate_needs_passed_case';
    end if;
    if authentication_certificate_revoked(new.certificate_id) or exists (
        select 1 from authentication_certificate c
        where c.item_id = owner.item_id and authentication_certificate_disputed(c.id)
            and not authentication_certificate_revoked(c.id)
    ) then
        raise exception 'the certificate is disputed or revoked'
            using errcode = 'check_violation', constraint = 'certificate_stands';
    end if;
    if new.version <> 1 + (
        select count(*) from authentication_certificateversion v where v.certificate_id = new.certificate_id
    ) then
        raise exception 'versions are counted without a gap'
            using errcode = 'check_violation', constraint = 'certificate_versions_in_row';
    end if;
    if (said ->> 'certificate', said ->> 'version', said -> 'item' ->> 'number')
        is distinct from (owner.number, new.version::text, owner.item)
        or new.digest <> encode(sha256(convert_to(new.payload, 'UTF8')), 'hex')
        or said -> 'condition_report' ->> 'sha256' is distinct from encode(sha256(convert_to(new.report, 'UTF8')), 'hex')
    then
        raise exception 'the text is of another certificate'
            using errcode = 'check_violation', constraint = 'certificate_says_what_it_is';
    end if;
    update catalog_item set certificate = owner.number
    where id = owner.item_id and certificate is distinct from owner.number;
    return new;
end $$;
create trigger authentication_version_may_be_issued before insert on authentication_certificateversion
    for each row execute function authentication_version_may_be_issued();
"""
EVENT = """
create function authentication_certificate_event() returns trigger language plpgsql as $$
declare
    owner record;
    last text;
begin
    select number, item_id into owner from authentication_certificate where id = new.certificate_id for update;
    if authentication_certificate_revoked(new.certificate_id) then
        raise exception 'nothing follows a revocation'
            using errcode = 'check_violation', constraint = 'certificate_revoked_is_over';
    end if;
    select kind into last from authentication_certificateevent
    where certificate_id = new.certificate_id and reference = new.reference and kind in ('disputed', 'cleared')
    order by id desc limit 1;
    if new.kind = 'cleared' and last is distinct from 'disputed' or new.kind = 'disputed' and last = 'disputed' then
        raise exception 'a dispute is opened once, and settled once'
            using errcode = 'check_violation', constraint = 'certificate_disputes_in_turn';
    end if;
    if new.kind = 'revoked' then
        update catalog_item set certificate = '' where id = owner.item_id and certificate = owner.number;
    end if;
    return new;
end $$;
create trigger authentication_certificate_event before insert on authentication_certificateevent
    for each row execute function authentication_certificate_event();
"""
CASE = """
create function authentication_case_ends_certificates() returns trigger language plpgsql as $$
begin
    insert into authentication_certificateevent (certificate_id, kind, at, reference, reason)
    select c.id, case new.kind when 'regrade' then 'disputed' else 'revoked' end, new.decided_at, new.number,
        case when new.kind = 'regrade' then ''
            when new.state = 'counterfeit' then 'A later examination found that the piece is not authentic.'
            else 'A later examination could not confirm that the piece is authentic.' end
    from authentication_certificate c
    where c.item_id = new.item_id and not authentication_certificate_revoked(c.id);
    return null;
end $$;
create trigger authentication_case_ends_certificates after update on authentication_case for each row
    when (new.state in ('counterfeit', 'unverified') and old.state is distinct from new.state
        and new.kind <> 'seeded')
    execute function authentication_case_ends_certificates();
"""
# A holder's row is ended, once (as catalog's ownership is); what was said of her never changes.
HOLDER = """
create trigger authentication_holder_only_ended before update or delete on authentication_holder
    for each row execute function catalog_only_ended();
"""
UNDO = """
drop trigger authentication_holder_only_ended on authentication_holder;
drop trigger authentication_case_ends_certificates on authentication_case;
drop trigger authentication_certificate_event on authentication_certificateevent;
drop trigger authentication_version_may_be_issued on authentication_certificateversion;
drop trigger authentication_certificate_of_passed_case on authentication_certificate;
drop function authentication_case_ends_certificates();
drop function authentication_certificate_event();
drop function authentication_version_may_be_issued();
drop function authentication_certificate_of_passed_case();
drop function authentication_certificate_revoked(bigint);
drop function authentication_certificate_disputed(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("authentication", "0009_certificates"),
        ("catalog", "0022_items_name_their_certificate"),
    ]
    operations = [
        append_only("authentication_certificate"),
        append_only("authentication_certificateversion"),
        append_only("authentication_certificateevent"),
        migrations.RunSQL(CERTIFICATE + VERSION + EVENT + CASE + HOLDER, UNDO),
    ]
