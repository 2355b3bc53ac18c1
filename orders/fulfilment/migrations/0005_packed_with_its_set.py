"""A parcel becomes packed only with its whole set, and the set of a packed parcel is never changed."""

from django.db import migrations

# The fewest shots that any kind has (orders.fulfilment.shots.FEWEST).
PACKED = """
create function fulfilment_packed_with_set() returns trigger language plpgsql as $$
begin
    if new.weight_g is null or new.weight_g < 1 then
        raise exception 'parcel % has no weight', new.number using errcode = 'check_violation';
    end if;
    if exists (
        select 1 from fulfilment_shipmentline line where line.shipment_id = new.id and (
            not exists (select 1 from fulfilment_packedpiece packed where packed.line_id = line.id)
            or (select count(*) from fulfilment_outboundphoto photo where photo.line_id = line.id) < 5
        )
    ) then
        raise exception 'parcel % lacks a tag or photographs', new.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger fulfilment_packed_with_set before update on fulfilment_shipment
for each row when (old.state = 'to_pack' and new.state = 'packed') execute function fulfilment_packed_with_set();
"""
FROZEN = """
create function fulfilment_set_is_frozen() returns trigger language plpgsql as $$
declare its_line bigint = case when tg_op = 'DELETE' then old.line_id else new.line_id end;
begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
        return new;
    end if;
    if not exists (
        select 1 from fulfilment_shipmentline line join fulfilment_shipment parcel on parcel.id = line.shipment_id
        where line.id = its_line and parcel.state = 'to_pack'
    ) then
        raise exception '%: the parcel is not to be packed', tg_table_name using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger fulfilment_packedpiece_frozen before insert or update or delete on fulfilment_packedpiece
for each row execute function fulfilment_set_is_frozen();
create trigger fulfilment_outboundphoto_frozen before insert or update or delete on fulfilment_outboundphoto
for each row execute function fulfilment_set_is_frozen();
"""
UNDO = """
drop trigger fulfilment_packed_with_set on fulfilment_shipment;
drop trigger fulfilment_packedpiece_frozen on fulfilment_packedpiece;
drop trigger fulfilment_outboundphoto_frozen on fulfilment_outboundphoto;
drop function fulfilment_packed_with_set();
drop function fulfilment_set_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0004_outbound_set")]
    operations = [
        migrations.RemoveField(model_name="shipment", name="security_tag"),
        migrations.RunSQL(PACKED + FROZEN, UNDO),
    ]
