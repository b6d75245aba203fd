import core.vocabulary
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('deadlines', '0001_initial'), ('deadlines', '0002_vocabulary'), ('deadlines', '0003_clocks_of_other_subjects'), ('deadlines', '0004_course'), ('deadlines', '0005_referral')]

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('organizations', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(blank=True, default='', help_text='of what is no case: the kind of its chain of events', max_length=40)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('step', models.CharField(max_length=40)),
                ('effect', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=40)),
                ('generation', models.PositiveIntegerField(default=1, help_text='counts re-projections; a fence for late firings')),
                ('term_n', models.PositiveIntegerField()),
                ('term_unit', models.CharField(max_length=40)),
                ('term_roll', models.CharField(max_length=40)),
                ('citation', models.CharField(max_length=300)),
                ('is_sample', models.BooleanField()),
                ('budget', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('expires_at', models.DateTimeField()),
                ('provisional', models.BooleanField(default=False)),
                ('ended_at', models.DateTimeField(blank=True, help_text='met, fired or cancelled at', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('last_error', models.CharField(blank=True, default='', max_length=300)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='cases.case')),
                ('of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='deadlines.deadline')),
                ('organization', models.ForeignKey(help_text='in whose hands', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('stage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='cases.stage')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', core.vocabulary.DeadlineState['RUNNING'])), fields=['next_try_at'], name='deadline_due'), models.Index(fields=['case', 'state'], name='deadline_of_case'), models.Index(condition=models.Q(('case', None)), fields=['subject_kind', 'subject_id', 'state'], name='deadline_of_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject_kind__in', ['registry', 'organization', 'calendar', 'procedure', 'hotline', 'security', ''])), name='deadline_subject_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('subject_id', None), ('subject_kind', '')), models.Q(('case', None), ('stage', None), ('subject_id__isnull', False), models.Q(('subject_kind', ''), _negated=True)), _connector='OR'), name='deadline_is_of_a_case_or_of_another_subject'), models.CheckConstraint(condition=models.Q(('step__in', ['tier1', 'tier2', 'tier3', 'tier4', 'position', 'acceptance', 'supplement', 'reply', 'minutes', 'filing_review', 'listing', 'carrying_out', 'work_order', 'intake', 'correction', 'dispatch_objection', 'dispatch_verification', 'acknowledgement', 'check_in', 'negotiation_letter', 'negotiation_reply', 'filing', 'convening', 'meeting_notice', 'minutes_confirmation', 'forwarding', 'legality_review', 'feedback', 'consultation', 'lead_time', 'lead_time_urgent', 'objection', 'suspension', 'sign_off', 'grace', 'reminder_interval', 'provisional_review', 'rectification', 'cosignature'])), name='deadline_step_is_known'), models.CheckConstraint(condition=models.Q(('effect__in', ['MOVE_UP', 'REMIND', 'WARN', 'CLOSE_ROUND', 'ABANDON', 'GRACE', 'DRAFT_LETTER', 'NO_OBJECTION', 'CONFIRM', 'FIRST_HANDLER', 'LAPSE', 'RESUME', 'END_COSIGNING'])), name='deadline_effect_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['RUNNING', 'PAUSED', 'MET', 'FIRED', 'CANCELLED'])), name='deadline_state_is_known'), models.CheckConstraint(condition=models.Q(('term_unit__in', ['workday', 'day', 'hour'])), name='deadline_term_unit_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', [core.vocabulary.DeadlineState['RUNNING'], core.vocabulary.DeadlineState['PAUSED']])), models.Q(models.Q(('state__in', [core.vocabulary.DeadlineState['RUNNING'], core.vocabulary.DeadlineState['PAUSED']]), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='deadline_ends_once'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('started_at'))), name='deadline_lies_after_its_start'), models.CheckConstraint(condition=models.Q(models.Q(('effect', core.vocabulary.DeadlineEffect['WARN']), ('of__isnull', False)), models.Q(models.Q(('effect', core.vocabulary.DeadlineEffect['WARN']), _negated=True), ('of', None)), _connector='OR'), name='a_warning_is_of_a_deadline'), models.UniqueConstraint(condition=models.Q(('effect', core.vocabulary.DeadlineEffect['MOVE_UP']), ('state', core.vocabulary.DeadlineState['RUNNING'])), fields=('stage',), name='one_running_tier_clock_per_stage'), models.UniqueConstraint(condition=models.Q(('case', None), ('of', None), ('state', core.vocabulary.DeadlineState['RUNNING'])), fields=('subject_kind', 'subject_id', 'step'), name='one_running_clock_per_step_of_a_subject')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added', models.PositiveIntegerField(help_text="in the term's unit")),
                ('reason', models.TextField()),
                ('granted_by_name', models.CharField(max_length=100)),
                ('granted_at', models.DateTimeField()),
                ('before', models.DateTimeField()),
                ('after', models.DateTimeField()),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='deadlines.deadline')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('added__gt', 0)), name='extension_adds_something'), models.CheckConstraint(condition=models.Q(('after__gt', models.F('before'))), name='extension_moves_forward')],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField()),
                ('error', models.CharField(max_length=300)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by_name', models.CharField(blank=True, default='', max_length=100)),
                ('remark', models.TextField(blank=True, default='')),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='deadlines.deadline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('deadline',), name='one_open_incident_per_deadline')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paused_at', models.DateTimeField()),
                ('left', models.PositiveIntegerField(help_text='days of the term that were left; of a term in hours, seconds')),
                ('before', models.DateTimeField(help_text='the moment after the term as it stood')),
                ('resumed_at', models.DateTimeField(blank=True, null=True)),
                ('after', models.DateTimeField(blank=True, help_text='the moment after the term since it runs again', null=True)),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='deadlines.deadline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('resumed_at', None)), fields=('deadline',), name='a_clock_is_paused_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('after', None), ('resumed_at', None)), models.Q(('after__gt', models.F('resumed_at')), ('resumed_at__gte', models.F('paused_at'))), _connector='OR'), name='a_pause_ends_after_it_began')],
            },
        ),
    ]
