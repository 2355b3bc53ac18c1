"""A consignor without an account is the same person under her e-mail: she doesn't judge her piece, inside or outside."""

from django.db import migrations

REVIEW = """
create or replace function consignment_guards_review() returns trigger language plpgsql as $$
declare
    piece bigint;
    hers text;
begin
    select item_id into piece from authentication_case where id = new.case_id;
    select lower(email) into hers from accounts_user where id = new.reviewer_id;
    if new.expert_id is not null then
        select lower(email) into hers from authentication_outsideexpert where id = new.expert_id;
    end if;
    if exists (
        select 1 from consignment_consignment c join consignment_consignor p on p.id = c.consignor_id
        where c.item_id = piece and (p.user_id = new.reviewer_id or p.email = hers)
        union all
        select 1 from consignment_consignment c join consignment_receipt r on r.consignment_id = c.id
        where c.item_id = piece and r.by_id = new.reviewer_id
    ) then
        raise exception 'Nobody reviews a piece that she took in, owns or consigns.'
            using errcode = 'check_violation', constraint = 'review_by_barred';
    end if;
    return new;
end $$;
drop trigger consignment_guards_review on authentication_review;
create trigger consignment_guards_review before insert or update of state, reviewer_id, expert_id
    on authentication_review for each row when (new.state <> 'handed_back')
    execute function consignment_guards_review();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consignment", "0008_listed_after_its_review"),
        ("authentication", "0018_one_judge_one_price"),
    ]
    operations = [migrations.RunSQL(REVIEW, migrations.RunSQL.noop)]
