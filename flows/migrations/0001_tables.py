import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('flows', '0001_initial')]

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('organizations', '0001_tables'),
        ('viewflow', '0015_task_scheduled'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='cases.case')),
                ('process', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case_run', to='viewflow.process')),
                ('stage', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='run', to='cases.stage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage', None)), fields=('case',), name='one_main_run_per_case')],
            },
        ),
        migrations.CreateModel(
            name='WorkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('node', models.CharField(max_length=60)),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('done_by_id', models.BigIntegerField(blank=True, null=True)),
                ('done_by_name', models.CharField(blank=True, default='', help_text='empty: it fell away', max_length=100)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='cases.case')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='organizations.organization')),
                ('stage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='cases.stage')),
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='work_item', to='viewflow.task')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['organization', '-id'], name='open_work_of_organization'), models.Index(condition=models.Q(('ended_at', None)), fields=['case'], name='open_work_of_case'), models.Index(fields=['done_by_id', '-ended_at'], name='work_done_by_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'node', 'organization'), name='one_open_work_item_per_node_and_organization')],
            },
        ),
    ]
