import django.contrib.postgres.fields
import django.db.models.deletion
import notifications.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_initial')]

    initial = True

    dependencies = [
        ('audit', '0001_tables'),
        ('cases', '0001_tables'),
        ('organizations', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_at', models.DateTimeField()),
                ('person_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='who is owed a notice', size=None)),
                ('deliveries_owed', models.PositiveIntegerField(default=0)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='fan_out', to='audit.event')),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('state', models.CharField(default=notifications.models.DeliveryState['PENDING'], max_length=40)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('lease', models.UUIDField(blank=True, help_text='whoever sends now; only the holder may record the end', null=True)),
                ('message_id', models.CharField(max_length=255)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, default='', max_length=500)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='cases.case')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='audit.event')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', [notifications.models.DeliveryState['PENDING'], notifications.models.DeliveryState['RETRYING']])), fields=['next_try_at', 'id'], name='delivery_to_send'), models.Index(condition=models.Q(('state', notifications.models.DeliveryState['DEAD'])), fields=['-id'], name='delivery_dead')],
                'constraints': [models.UniqueConstraint(fields=('event', 'person', 'channel'), name='one_delivery_per_person_and_channel'), models.CheckConstraint(condition=models.Q(('state__in', ['PENDING', 'SENT', 'RETRYING', 'DEAD'])), name='delivery_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', notifications.models.DeliveryState['SENT'])), models.Q(models.Q(('state', notifications.models.DeliveryState['SENT']), _negated=True), ('sent_at', None)), _connector='OR'), name='delivery_is_sent_at_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('lease', None), ('leased_until', None)), models.Q(('lease__isnull', False), ('leased_until__isnull', False)), _connector='OR'), name='delivery_lease_has_an_end')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='cases.case')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='audit.event')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='inbox_of_person'), models.Index(condition=models.Q(('read_at', None)), fields=['person', '-id'], name='unread_of_person')],
                'constraints': [models.UniqueConstraint(fields=('event', 'person'), name='an_event_is_shown_to_a_person_once')],
            },
        ),
    ]
