import core.vocabulary
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('registry', '0001_initial'), ('registry', '0002_kinds_and_publication')]

    initial = True

    dependencies = [
        ('organizations', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoundaryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True)),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boundary_entries', to='organizations.jurisdiction')),
            ],
        ),
        migrations.CreateModel(
            name='EntryNumberCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last', models.PositiveIntegerField(default=0)),
                ('jurisdiction', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.jurisdiction')),
            ],
        ),
        migrations.CreateModel(
            name='EntryVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('matter', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True, default='')),
                ('measures', models.TextField(blank=True, default='')),
                ('basis', models.TextField(blank=True, default='')),
                ('source', models.CharField(help_text='what it rests on: a case number, an imported list', max_length=200)),
                ('kind', models.CharField(default=core.vocabulary.OutcomeKind['DUTY'], max_length=40)),
                ('published_on', models.DateField(blank=True, help_text='open to the public since', null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(help_text='in force, upper bound excluded')),
                ('recorded_at', models.DateTimeField()),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='for looking up', size=None)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registry.boundaryentry')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='entry_version_words')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['DUTY', 'MEASURES', 'WORKING_RULE', 'JOINT_PLATFORM'])), name='entry_kind_is_known'), models.UniqueConstraint(fields=('entry', 'version'), name='one_entry_version_per_number'), models.CheckConstraint(condition=models.Q(('valid__isempty', False), ('valid__lower_inf', False)), name='entry_version_is_in_force_for_some_time'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('entry', '='), ('valid', '&&')], name='one_entry_version_in_force_on_any_date')],
            },
        ),
        migrations.CreateModel(
            name='EntryAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(max_length=40)),
                ('role', models.CharField(max_length=40)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='registry.boundaryentry')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='organizations.organization')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='registry.entryversion')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('phase__in', ['APPROVAL', 'SUPERVISION', 'ENFORCEMENT'])), name='entry_phase_is_known'), models.CheckConstraint(condition=models.Q(('role__in', ['LEAD', 'RESPONSIBLE', 'ASSISTING'])), name='entry_role_is_known'), models.CheckConstraint(condition=models.Q(('valid__isempty', False)), name='entry_assignment_is_in_force_for_some_time'), models.UniqueConstraint(fields=('version', 'phase', 'organization'), name='one_role_per_organization_and_phase_of_entry'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role', core.vocabulary.DutyRole['LEAD'])), expressions=[('entry', '='), ('phase', '='), ('valid', '&&')], name='one_lead_per_phase_on_any_date')],
            },
        ),
    ]
