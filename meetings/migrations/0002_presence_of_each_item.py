import core.vocabulary
import django.db.models.deletion
from django.db import migrations, models


# Seats were shared by all items of a sitting, and each record wrote over the one before. Who was absent from an item
# stands in the event of its own record, which nobody could rewrite: where there is one, it goes before the seat.
CARRY_OVER = """
INSERT INTO meetings_presence (item_id, organization_id, attended, excused, representative, authority, mandate)
SELECT item.id, seat.organization_id, said.attended, CASE WHEN NOT said.attended THEN said.excused END,
    CASE WHEN said.attended THEN seat.representative ELSE '' END,
    CASE WHEN said.attended THEN seat.authority ELSE '' END,
    CASE WHEN said.attended THEN seat.mandate ELSE '' END
FROM meetings_agendaitem AS item
JOIN meetings_attendance AS seat ON seat.meeting_id = item.meeting_id AND seat.attended IS NOT NULL
JOIN cases_party AS party ON party.case_id = item.case_id AND party.organization_id = seat.organization_id
    AND party.joined_at <= item.recorded_at
LEFT JOIN LATERAL (
    SELECT data->'absent' AS excused, data->'unexcused' AS unexcused FROM audit_event
    WHERE chain_kind = 'case' AND subject_id = item.case_id AND kind = 'meeting.held'
        AND data->'meeting' = to_jsonb(item.meeting_id)
    ORDER BY id DESC LIMIT 1
) AS event ON TRUE
CROSS JOIN LATERAL (
    SELECT seat.representative <> '' AND COALESCE(
            NOT (event.excused || event.unexcused) @> to_jsonb(seat.organization_id), seat.attended
        ) AS attended,
        COALESCE(event.excused @> to_jsonb(seat.organization_id), seat.excused, FALSE) AS excused
) AS said
WHERE item.recorded_at IS NOT NULL
ORDER BY item.id, seat.id
"""
GIVE_BACK = """
UPDATE meetings_attendance AS seat
SET representative = last.representative, authority = last.authority, mandate = last.mandate
FROM (
    SELECT DISTINCT ON (item.meeting_id, presence.organization_id) item.meeting_id, presence.*
    FROM meetings_presence AS presence JOIN meetings_agendaitem AS item ON item.id = presence.item_id
    WHERE presence.attended
    ORDER BY item.meeting_id, presence.organization_id, item.recorded_at DESC, item.id DESC
) AS last
WHERE last.meeting_id = seat.meeting_id AND last.organization_id = seat.organization_id;
UPDATE meetings_attendance AS seat
SET attended = last.attended, excused = last.excused
FROM (
    SELECT DISTINCT ON (item.meeting_id, presence.organization_id) item.meeting_id, presence.*
    FROM meetings_presence AS presence JOIN meetings_agendaitem AS item ON item.id = presence.item_id
    ORDER BY item.meeting_id, presence.organization_id, item.recorded_at DESC, item.id DESC
) AS last
WHERE last.meeting_id = seat.meeting_id AND last.organization_id = seat.organization_id;
"""
GUARD = """
CREATE FUNCTION meetings_presence_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who was there for an item is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER meetings_presence_no_update BEFORE UPDATE OR DELETE ON meetings_presence
    FOR EACH ROW EXECUTE FUNCTION meetings_presence_never_changes();
CREATE TRIGGER meetings_presence_no_truncate BEFORE TRUNCATE ON meetings_presence
    FOR EACH STATEMENT EXECUTE FUNCTION meetings_presence_never_changes();
"""
UNGUARD = """
DROP TRIGGER meetings_presence_no_truncate ON meetings_presence;
DROP TRIGGER meetings_presence_no_update ON meetings_presence;
DROP FUNCTION meetings_presence_never_changes();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_tables'),
        ('cases', '0001_tables'),
        ('meetings', '0001_tables'),
        ('organizations', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attended', models.BooleanField()),
                ('excused', models.BooleanField(help_text='of an absence only', null=True)),
                ('representative', models.CharField(blank=True, default='', max_length=60)),
                ('authority', models.CharField(blank=True, default='', max_length=40)),
                ('mandate', models.TextField(blank=True, default='', help_text='within what the representative may commit')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='meetings.agendaitem')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'organization'), name='presence_is_recorded_once_per_item'), models.CheckConstraint(condition=models.Q(models.Q(('attended', True), models.Q(('representative', ''), _negated=True)), models.Q(('attended', False), ('authority', ''), ('mandate', ''), ('representative', '')), _connector='OR'), name='who_attends_and_nobody_else_has_a_representative'), models.CheckConstraint(condition=models.Q(models.Q(('attended', True), ('excused', None)), models.Q(('attended', False), ('excused__isnull', False)), _connector='OR'), name='an_absence_and_nothing_else_is_excused_or_not'), models.CheckConstraint(condition=models.Q(('authority__in', ['FULL', 'MANDATE', 'LISTEN', ''])), name='authority_at_an_item_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('authority', core.vocabulary.SpeakingAuthority['MANDATE']), _negated=True), models.Q(('mandate', ''), _negated=True), _connector='OR'), name='a_mandate_at_an_item_says_how_far_it_goes')],
            },
        ),
        migrations.RunSQL(CARRY_OVER, GIVE_BACK),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RemoveConstraint(
            model_name='attendance',
            name='who_attends_has_a_representative',
        ),
        migrations.RemoveConstraint(
            model_name='attendance',
            name='only_an_absence_is_excused',
        ),
        migrations.RemoveField(
            model_name='attendance',
            name='attended',
        ),
        migrations.RemoveField(
            model_name='attendance',
            name='excused',
        ),
    ]
