from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('audit', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=80, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(default='', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sequence__gte', 0)), name='chain_head_counts_up')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=80)),
                ('chain_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField(help_text='id of the case, entry, … that the chain is about')),
                ('sequence', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('schema', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=100)),
                ('on_behalf_of_id', models.BigIntegerField(null=True)),
                ('on_behalf_of_name', models.CharField(blank=True, default='', max_length=200)),
                ('acting_for_id', models.BigIntegerField(null=True)),
                ('acting_for_name', models.CharField(blank=True, default='', max_length=100)),
                ('data', models.JSONField(default=dict)),
                ('changes', models.JSONField(default=list)),
                ('request_key', models.CharField(blank=True, default='', max_length=80)),
                ('algorithm', models.CharField(max_length=10)),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['chain_kind', 'subject_id', 'id'], name='event_by_subject'), models.Index(fields=['actor_id', '-id'], name='event_by_actor')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'sequence'), name='one_event_per_place_in_chain'), models.UniqueConstraint(condition=models.Q(('request_key', ''), _negated=True), fields=('actor_id', 'request_key'), name='one_event_per_request_key'), models.CheckConstraint(condition=models.Q(('chain_kind__in', ['case', 'registry', 'organization', 'calendar', 'procedure', 'hotline', 'security'])), name='event_chain_kind_is_known')],
            },
        ),
    ]
