"""From a piece's three texts (what it is called, what it is made of, what is told of it) to one weighted vector."""

from django.db import migrations

CREATE = """
create function catalog_words(texts text) returns tsvector language sql immutable strict parallel safe as $$
    select setweight(to_tsvector('english', split_part(texts, E'\\x1e', 1)), 'A')
        || setweight(to_tsvector('english', split_part(texts, E'\\x1e', 2)), 'B')
        || setweight(to_tsvector('english', split_part(texts, E'\\x1e', 3)), 'C')
$$
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_photo_renditions")]
    operations = [migrations.RunSQL(CREATE, "drop function catalog_words(text)")]
