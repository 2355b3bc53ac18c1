"""The two series, who sells, and the guard: no gap, no change, no deletion; a PDF is added once."""

import datetime
from typing import Any

from django.conf import settings
from django.db import migrations

GUARD = """
create function invoices_paper_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.serial <> coalesce((select max(serial) from invoices_paper where kind = new.kind), 0) + 1 then
            raise exception 'the series % has no gaps', new.kind using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if tg_op = 'UPDATE' and old.pdf is null and new.pdf is not null
        and to_jsonb(old) - 'pdf' - 'pdf_sha256' = to_jsonb(new) - 'pdf' - 'pdf_sha256' then
        return new;
    end if;
    raise exception 'an issued paper stays as it is' using errcode = 'check_violation';
end $$;
create trigger invoices_paper_guard before insert or update or delete on invoices_paper
    for each row execute function invoices_paper_guard();
"""
UNDO = "drop trigger invoices_paper_guard on invoices_paper; drop function invoices_paper_guard();"


def begin(apps: Any, schema_editor: Any) -> None:
    series = apps.get_model("invoices", "Series")
    for kind in ("invoice", "credit_note"):
        series.objects.get_or_create(kind=kind)
    apps.get_model("invoices", "Seller").objects.get_or_create(
        since=datetime.date(2000, 1, 1),
        defaults={
            "name": settings.WIRE_BANK["beneficiary"],
            "address": "New York, NY\nUnited States",
            "email": settings.CARE_EMAIL,
            "phone": settings.CARE_PHONE,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO), migrations.RunPython(begin, migrations.RunPython.noop)]
