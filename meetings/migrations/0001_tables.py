import core.vocabulary
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('meetings', '0001_initial'), ('meetings', '0002_what_was_said'), ('meetings', '0003_sittings_and_minutes')]

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('documents', '0001_tables'),
        ('organizations', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='JointMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default=core.vocabulary.MeetingKind['COORDINATION'], max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('place', models.CharField(max_length=200)),
                ('chair', models.CharField(blank=True, default='', max_length=60)),
                ('papers_due_on', models.DateField(blank=True, help_text='by when the departments send their papers', null=True)),
                ('urgent_reason', models.TextField(blank=True, default='', help_text='why it was convened at short notice')),
                ('state', models.CharField(max_length=40)),
                ('convened_at', models.DateTimeField()),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_reason', models.TextField(blank=True, default='')),
                ('convener', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['convener', 'state'], name='meeting_of_convener')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['CONVENED', 'HELD', 'MINUTED', 'CANCELLED'])), name='meeting_state_is_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['CONSULTATION', 'COORDINATION', 'JOINT_CONFERENCE', 'DISPATCH'])), name='meeting_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', [core.vocabulary.MeetingState['HELD'], core.vocabulary.MeetingState['MINUTED']]), _negated=True), ('held_at__isnull', False), _connector='OR'), name='a_meeting_held_was_held_at_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invited_at', models.DateTimeField()),
                ('reply', models.CharField(blank=True, default='', max_length=40)),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('replied_by_name', models.CharField(blank=True, default='', max_length=100)),
                ('absence_reason', models.CharField(blank=True, default='', max_length=40)),
                ('remark', models.TextField(blank=True, default='')),
                ('representative', models.CharField(blank=True, default='', max_length=60)),
                ('post', models.CharField(blank=True, default='', max_length=60)),
                ('authority', models.CharField(blank=True, default='', max_length=40)),
                ('mandate', models.TextField(blank=True, default='', help_text='within what the representative may commit')),
                ('signed_in_at', models.DateTimeField(blank=True, null=True)),
                ('signed_in_by_name', models.CharField(blank=True, default='', max_length=100)),
                ('attended', models.BooleanField(help_text='empty until the meeting was held', null=True)),
                ('excused', models.BooleanField(help_text='of an absence only', null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='meetings.jointmeeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'organization'), name='an_organization_is_invited_once'), models.CheckConstraint(condition=models.Q(('reply__in', ['COMES', 'SENDS_DEPUTY', 'CANNOT_COME', ''])), name='invitation_reply_is_known'), models.CheckConstraint(condition=models.Q(('absence_reason__in', ['OTHER_MEETING', 'EMERGENCY', 'NOT_CONCERNED', 'DELEGATED', 'OTHER', ''])), name='absence_reason_is_known'), models.CheckConstraint(condition=models.Q(('authority__in', ['FULL', 'MANDATE', 'LISTEN', ''])), name='speaking_authority_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('attended', True), _negated=True), models.Q(('representative', ''), _negated=True), _connector='OR'), name='who_attends_has_a_representative'), models.CheckConstraint(condition=models.Q(models.Q(('replied_at', None), ('reply', '')), models.Q(models.Q(('reply', ''), _negated=True), ('replied_at__isnull', False)), _connector='OR'), name='a_reply_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('reply__in', [core.vocabulary.InvitationReply['COMES'], core.vocabulary.InvitationReply['SENDS_DEPUTY']]), _negated=True), models.Q(models.Q(('representative', ''), _negated=True), models.Q(('authority', ''), _negated=True)), _connector='OR'), name='who_comes_says_who_speaks_with_what_authority'), models.CheckConstraint(condition=models.Q(models.Q(('reply', core.vocabulary.InvitationReply['CANNOT_COME']), _negated=True), models.Q(models.Q(('absence_reason', ''), _negated=True), models.Q(('absence_reason', core.vocabulary.AbsenceReason['DELEGATED']), _negated=True)), _connector='OR'), name='who_cannot_come_has_a_ground'), models.CheckConstraint(condition=models.Q(models.Q(('authority', core.vocabulary.SpeakingAuthority['MANDATE']), _negated=True), models.Q(('mandate', ''), _negated=True), _connector='OR'), name='a_mandate_says_how_far_it_goes'), models.CheckConstraint(condition=models.Q(('excused', None), ('attended', False), _connector='OR'), name='only_an_absence_is_excused')],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('agreed', models.BooleanField(help_text='empty until the minutes are issued', null=True)),
                ('minutes', models.TextField(blank=True, default='')),
                ('minutes_version', models.PositiveSmallIntegerField(default=0, help_text='0 until the minutes are issued')),
                ('minutes_issued_at', models.DateTimeField(blank=True, null=True)),
                ('signed_by', models.CharField(blank=True, default='', max_length=60)),
                ('signed_on', models.DateField(blank=True, help_text="the paper's date", null=True)),
                ('binding_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, help_text='the case left the agenda before the minutes', null=True)),
                ('drop_reason', models.TextField(blank=True, default='', help_text='empty: the case left the tier')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='cases.case')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='cases.outcome')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='cases.stage')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='meetings.jointmeeting')),
            ],
            options={
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('meeting', 'case'), name='a_case_is_on_an_agenda_once'), models.UniqueConstraint(condition=models.Q(('dropped_at', None), ('minutes_issued_at', None)), fields=('stage',), name='one_pending_agenda_item_per_stage'), models.CheckConstraint(condition=models.Q(models.Q(('agreed', None), ('minutes_issued_at', None), ('minutes_version', 0)), models.Q(('agreed__isnull', False), ('minutes_issued_at__isnull', False), ('minutes_version__gt', 0), models.Q(('minutes', ''), _negated=True)), _connector='OR'), name='minutes_say_whether_agreed'), models.CheckConstraint(condition=models.Q(('binding_at', None), ('agreed', True), _connector='OR'), name='only_agreed_minutes_bind'), models.CheckConstraint(condition=models.Q(('dropped_at', None), ('minutes_issued_at', None), _connector='OR'), name='a_dropped_item_has_no_minutes')],
            },
        ),
        migrations.CreateModel(
            name='MeetingGuest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('post', models.CharField(blank=True, default='', help_text='where from', max_length=120)),
                ('invited_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='meetings.jointmeeting')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['OBSERVER', 'EXPERT', 'COUNSEL'])), name='guest_kind_is_known'), models.UniqueConstraint(fields=('meeting', 'name', 'post'), name='a_guest_is_invited_once')],
            },
        ),
        migrations.CreateModel(
            name='MeetingTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by_name', models.CharField(blank=True, default='', max_length=100)),
                ('remark', models.TextField(blank=True, default='')),
                ('void_at', models.DateTimeField(blank=True, help_text='the minutes that set it no longer stand', null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='meetings.agendaitem')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='a_task_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by_name', '')), models.Q(('done_at__isnull', False), models.Q(('done_by_name', ''), _negated=True)), _connector='OR'), name='a_task_is_done_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='MinutesConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('silence', models.CharField(max_length=40)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('received_by', models.CharField(blank=True, default='', max_length=100)),
                ('answer', models.CharField(blank=True, default='', max_length=40)),
                ('objection', models.TextField(blank=True, default='', help_text='what was recorded wrongly')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('signed_by', models.CharField(blank=True, default='', max_length=60)),
                ('signed_on', models.DateField(blank=True, help_text="the paper's date", null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='meetings.agendaitem')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'version', 'organization'), name='a_department_confirms_a_version_once'), models.CheckConstraint(condition=models.Q(('silence__in', ['none', 'close_round', 'abandoned', 'no_objection', 'first_handler', 'confirmed'])), name='silence_of_confirmation_is_known'), models.CheckConstraint(condition=models.Q(('answer__in', ['CONFIRMED', 'OBJECTED', 'BY_SILENCE', ''])), name='confirmation_answer_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='a_confirmation_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('received_at', None), ('received_by', '')), models.Q(('received_at__isnull', False), models.Q(('received_by', ''), _negated=True)), _connector='OR'), name='a_receipt_names_who_received'), models.CheckConstraint(condition=models.Q(models.Q(('answer', core.vocabulary.ConfirmationAnswer['BY_SILENCE']), _negated=True), models.Q(('received_at__isnull', False), ('signed_by', ''), ('silence', core.vocabulary.SilenceEffect['CONFIRMED'])), _connector='OR'), name='silence_counts_only_announced_and_delivered'), models.CheckConstraint(condition=models.Q(models.Q(('answer__in', [core.vocabulary.ConfirmationAnswer['CONFIRMED'], core.vocabulary.ConfirmationAnswer['OBJECTED']]), _negated=True), models.Q(models.Q(('signed_by', ''), _negated=True), ('signed_on__isnull', False)), _connector='OR'), name='an_answer_to_minutes_is_signed'), models.CheckConstraint(condition=models.Q(models.Q(('answer', core.vocabulary.ConfirmationAnswer['OBJECTED']), models.Q(('objection', ''), _negated=True)), models.Q(models.Q(('answer', core.vocabulary.ConfirmationAnswer['OBJECTED']), _negated=True), ('note', ''), ('objection', '')), _connector='OR'), name='an_objection_to_minutes_says_what_is_wrong')],
            },
        ),
        migrations.CreateModel(
            name='Postponement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.DateTimeField()),
                ('after', models.DateTimeField()),
                ('reason', models.TextField()),
                ('postponed_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postponements', to='meetings.jointmeeting')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('after__gt', models.F('before'))), name='a_meeting_is_put_off_to_later'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_postponement_states_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='Stand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('provisional', models.BooleanField(default=False)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.CharField(blank=True, default='', max_length=60)),
                ('confirmed_on', models.DateField(blank=True, help_text="the paper's date", null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands', to='meetings.agendaitem')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'organization'), name='one_stand_per_organization'), models.CheckConstraint(condition=models.Q(('kind__in', ['AGREES', 'WITH_RESERVATION', 'DISSENTS'])), name='stand_kind_is_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_stand_says_something'), models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('provisional', True), _connector='OR'), name='only_a_provisional_stand_is_confirmed')],
            },
        ),
        migrations.CreateModel(
            name='StandPhase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(max_length=40)),
                ('stance', models.CharField(max_length=40)),
                ('stand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='meetings.stand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('stand', 'phase'), name='one_stance_per_phase_of_a_stand'), models.CheckConstraint(condition=models.Q(('phase__in', ['APPROVAL', 'SUPERVISION', 'ENFORCEMENT'])), name='stand_phase_is_known'), models.CheckConstraint(condition=models.Q(('stance__in', ['LEAD', 'ASSIST', 'NOT_OURS', 'PART'])), name='stand_stance_is_known')],
            },
        ),
        migrations.CreateModel(
            name='EarlierMinutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('minutes', models.TextField()),
                ('signed_by', models.CharField(max_length=60)),
                ('signed_on', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_minutes', to='meetings.agendaitem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'version'), name='versions_of_minutes_are_counted')],
            },
        ),
    ]
