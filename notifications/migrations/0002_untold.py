import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# The trigger stands on the record's table and is not the record's business: who writes events knows nothing of notices.
# Nobody writes events while it is made, so that each event is found either by it or by what follows it.
QUEUE = """
CREATE FUNCTION notifications_queue_events() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO notifications_untold (event_id) SELECT id FROM fresh;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_event_waits_to_be_told AFTER INSERT ON audit_event
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION notifications_queue_events();
INSERT INTO notifications_untold (event_id)
    SELECT event.id FROM audit_event AS event
    WHERE NOT EXISTS (SELECT FROM notifications_fanout AS done WHERE done.event_id = event.id);
ALTER TABLE notifications_untold SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
"""
UNQUEUE = """
DROP TRIGGER audit_event_waits_to_be_told ON audit_event;
DROP FUNCTION notifications_queue_events();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_operation_chain'),
        ('notifications', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Untold',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='untold', serialize=False, to='audit.event')),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='how often telling it has failed')),
                ('next_try_at', models.DateTimeField(blank=True, help_text='empty: at once', null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='delivery',
            name='event',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='audit.event'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='event',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='audit.event'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(QUEUE, UNQUEUE),
    ]
