"""The event tables: append-only, in monthly partitions (UTC), with a net for what has none."""

from django.db import migrations, models

TABLES = """
CREATE TABLE numbers_hit (
    at timestamptz NOT NULL, brand_id uuid NOT NULL, post_id uuid NOT NULL,
    view_id bigint NOT NULL, visitor bigint NOT NULL, engaged integer NOT NULL,
    kind smallint NOT NULL, scroll smallint NOT NULL, bot smallint NOT NULL, source text NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX numbers_hit_at ON numbers_hit USING brin (at) WITH (pages_per_range = 32);
CREATE TABLE numbers_hit_default PARTITION OF numbers_hit DEFAULT;

CREATE TABLE numbers_click (
    at timestamptz NOT NULL, brand_id uuid NOT NULL, link_id uuid NOT NULL,
    visitor bigint NOT NULL, bot smallint NOT NULL, source text NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX numbers_click_at ON numbers_click USING brin (at) WITH (pages_per_range = 32);
CREATE TABLE numbers_click_default PARTITION OF numbers_click DEFAULT;

CREATE TABLE numbers_snapshot (
    at timestamptz NOT NULL, delivery_id uuid NOT NULL, metric text NOT NULL,
    value double precision NOT NULL, source text NOT NULL,
    PRIMARY KEY (delivery_id, metric, at)
) PARTITION BY RANGE (at);
CREATE TABLE numbers_snapshot_default PARTITION OF numbers_snapshot DEFAULT;
"""

# Rows that arrived before their partition existed lie in the net; they move when it is made.
PARTITIONS = """
CREATE FUNCTION numbers_make_partitions(from_day date, to_day date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    parent text; part text; net text;
    month date; low timestamptz; high timestamptz; made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('numbers_make_partitions', 0));
    FOREACH parent IN ARRAY ARRAY['numbers_hit', 'numbers_click', 'numbers_snapshot'] LOOP
        net := parent || '_default';
        month := date_trunc('month', from_day)::date;
        WHILE month <= to_day LOOP
            part := parent || to_char(month, '_YYYY_MM');
            IF to_regclass(part) IS NULL THEN
                low := month::timestamp AT TIME ZONE 'UTC';
                high := (month + interval '1 month')::timestamp AT TIME ZONE 'UTC';
                EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', part, parent);
                EXECUTE format(
                    'WITH moved AS (DELETE FROM %I WHERE at >= %L AND at < %L RETURNING *)
                     INSERT INTO %I SELECT * FROM moved', net, low, high, part);
                EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                    parent, part, low, high);
                made := made + 1;
            END IF;
            month := (month + interval '1 month')::date;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
"""

UNDO = """
DROP FUNCTION numbers_make_partitions(date, date);
DROP TABLE numbers_hit, numbers_click, numbers_snapshot;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLES + PARTITIONS, UNDO)],
            state_operations=[
                migrations.CreateModel(
                    name="Click",
                    fields=[
                        ("pk", models.CompositePrimaryKey("link_id", "visitor", "at", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("brand_id", models.UUIDField()),
                        ("link_id", models.UUIDField()),
                        ("visitor", models.BigIntegerField()),
                        ("bot", models.SmallIntegerField()),
                        ("source", models.TextField()),
                    ],
                    options={"db_table": "numbers_click"},
                ),
                migrations.CreateModel(
                    name="Hit",
                    fields=[
                        ("pk", models.CompositePrimaryKey("view_id", "kind", "at", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("brand_id", models.UUIDField()),
                        ("post_id", models.UUIDField()),
                        ("view_id", models.BigIntegerField()),
                        ("visitor", models.BigIntegerField()),
                        ("kind", models.SmallIntegerField()),
                        ("engaged", models.IntegerField()),
                        ("scroll", models.SmallIntegerField()),
                        ("bot", models.SmallIntegerField()),
                        ("source", models.TextField()),
                    ],
                    options={"db_table": "numbers_hit"},
                ),
                migrations.CreateModel(
                    name="Snapshot",
                    fields=[
                        ("pk", models.CompositePrimaryKey("delivery_id", "metric", "at", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("delivery_id", models.UUIDField()),
                        ("metric", models.TextField()),
                        ("value", models.FloatField()),
                        ("source", models.TextField()),
                    ],
                    options={"db_table": "numbers_snapshot"},
                ),
            ],
        ),
    ]
