import core.vocabulary
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('hotline', '0001_initial'), ('hotline', '0002_dispatches')]

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('documents', '0001_tables'),
        ('organizations', '0001_tables'),
        ('procedures', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(help_text='code of the system it comes from, e.g. 12345', max_length=20)),
                ('number', models.CharField(max_length=60)),
                ('text', models.TextField()),
                ('category', models.CharField(blank=True, default='', max_length=100)),
                ('received_at', models.DateTimeField()),
                ('handle_by', models.DateTimeField(blank=True, help_text="the hotline's own moment, not a term of a case", null=True)),
                ('state', models.CharField(default=core.vocabulary.WorkOrderState['RECEIVED'], max_length=40)),
                ('taken_in_at', models.DateTimeField()),
                ('urgent', models.BooleanField(default=False, help_text='handled under the short terms')),
                ('returns', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=0, help_text='counts the acts that changed its state')),
                ('answer', models.TextField(blank=True, default='')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='cases.case')),
                ('first_recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='organizations.organization')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='organizations.jurisdiction')),
                ('office', models.ForeignKey(blank=True, help_text='who dispatches it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('procedure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='procedures.procedureversion')),
            ],
            options={
                'indexes': [models.Index(fields=['jurisdiction', 'state', '-id'], name='work_order_by_state'), models.Index(fields=['first_recipient', '-id'], name='work_order_by_recipient'), models.Index(fields=['jurisdiction', 'category', '-id'], name='work_order_by_category')],
                'constraints': [models.UniqueConstraint(fields=('source', 'number'), name='one_work_order_per_source_and_number'), models.CheckConstraint(condition=models.Q(('source__regex', '^[0-9A-Za-z_-]+$')), name='work_order_source_is_a_code'), models.CheckConstraint(condition=models.Q(('state__in', ['RECEIVED', 'DISPATCHED', 'ACCEPTED', 'OBJECTED', 'RETURNED', 'DESIGNATED', 'IN_CASE', 'ANSWERED'])), name='work_order_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('case', None), models.Q(('state__in', (core.vocabulary.WorkOrderState['RECEIVED'], core.vocabulary.WorkOrderState['DISPATCHED'], core.vocabulary.WorkOrderState['ACCEPTED'], core.vocabulary.WorkOrderState['OBJECTED'], core.vocabulary.WorkOrderState['RETURNED'])), _negated=True), _connector='OR'), models.Q(('case__isnull', False), models.Q(('state', core.vocabulary.WorkOrderState['IN_CASE']), _negated=True), _connector='OR')), name='work_order_in_case_has_its_case'), models.CheckConstraint(condition=models.Q(models.Q(('office__isnull', False), ('procedure__isnull', False)), models.Q(('procedure', None), ('state__in', (core.vocabulary.WorkOrderState['RECEIVED'], core.vocabulary.WorkOrderState['IN_CASE'], core.vocabulary.WorkOrderState['ANSWERED']))), _connector='OR'), name='work_order_under_way_has_office_and_procedure'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state', core.vocabulary.WorkOrderState['ANSWERED']), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('state', core.vocabulary.WorkOrderState['ANSWERED']), _negated=True), ('answer', ''), ('answered_at', None)), _connector='OR'), name='work_order_is_answered_in_words'), models.CheckConstraint(condition=models.Q(('handle_by', None), ('handle_by__gt', models.F('received_at')), _connector='OR'), name='work_order_has_time_to_be_handled')],
            },
        ),
        migrations.CreateModel(
            name='OrderPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='in_order', to='documents.document')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='hotline.workorder')),
            ],
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('dispatched_by_name', models.CharField(max_length=100)),
                ('dispatched_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True, default='')),
                ('advice', models.CharField(blank=True, default='', help_text='code of a rule, or number of an entry', max_length=60)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('opened_by_name', models.CharField(blank=True, default='', max_length=100)),
                ('taken', models.CharField(blank=True, default='', max_length=40)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('lapsed_at', models.DateTimeField(blank=True, null=True)),
                ('ended', models.CharField(blank=True, default='', max_length=40)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('advised', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('dispatched_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='organizations.organization')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='hotline.workorder')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['organization', '-order'], name='dispatch_by_receiver')],
                'constraints': [models.UniqueConstraint(fields=('order', 'number'), name='dispatches_are_counted'), models.UniqueConstraint(condition=models.Q(('ended', '')), fields=('order',), name='one_open_dispatch_per_order'), models.CheckConstraint(condition=models.Q(('taken__in', ['ACCEPTED', 'FIRST_HANDLER', 'OBJECTION_REJECTED', 'DESIGNATED', ''])), name='dispatch_taking_is_known'), models.CheckConstraint(condition=models.Q(('ended__in', ['RETURNED', 'REDESIGNATED', 'IN_CASE', 'ANSWERED', ''])), name='dispatch_end_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('taken', ''), ('taken_at', None)), models.Q(models.Q(('taken', ''), _negated=True), ('taken_at__isnull', False)), _connector='OR'), name='dispatch_is_taken_at_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('ended', ''), ('ended_at', None)), models.Q(models.Q(('ended', ''), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='dispatch_ends_at_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('ended', core.vocabulary.DispatchEnd['RETURNED']), _negated=True), ('taken', ''), _connector='OR'), name='what_was_taken_is_not_returned')],
            },
        ),
        migrations.CreateModel(
            name='DispatchObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aim', models.CharField(max_length=40)),
                ('basis_kind', models.CharField(max_length=40)),
                ('basis', models.CharField(max_length=500)),
                ('reason', models.TextField()),
                ('signed_by', models.CharField(max_length=60)),
                ('signed_on', models.DateField()),
                ('reviewed_by', models.CharField(blank=True, default='', max_length=60)),
                ('delegated_by', models.CharField(blank=True, default='', help_text='whose stead it was signed in', max_length=60)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_name', models.CharField(max_length=100)),
                ('verdict', models.CharField(blank=True, default='', max_length=40)),
                ('verdict_at', models.DateTimeField(blank=True, null=True)),
                ('verdict_by_name', models.CharField(blank=True, default='', max_length=100)),
                ('verdict_reason', models.TextField(blank=True, default='')),
                ('dispatch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='hotline.dispatch')),
                ('proposed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('aim__in', ['RETURN', 'COORDINATION'])), name='objection_aim_is_known'), models.CheckConstraint(condition=models.Q(('basis_kind__in', ['LAW', 'ADMINISTRATIVE_REGULATION', 'LOCAL_REGULATION', 'DEPARTMENT_RULE', 'MANDATE', 'PARTY_DOCUMENT', 'NORMATIVE_DOCUMENT', 'OTHER'])), name='objection_basis_kind_is_known'), models.CheckConstraint(condition=models.Q(('verdict__in', ['UPHELD', 'REJECTED', 'OVERTAKEN', ''])), name='objection_verdict_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('basis', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='objection_has_basis_and_reason'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', ''), ('verdict_at', None)), models.Q(models.Q(('verdict', ''), _negated=True), ('verdict_at__isnull', False)), _connector='OR'), name='objection_is_verified_at_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('aim', core.vocabulary.ObjectionAim['COORDINATION']), _negated=True), models.Q(('verdict', core.vocabulary.ObjectionVerdict['UPHELD']), _negated=True), _connector='OR'), name='who_asks_for_coordination_returns_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', core.vocabulary.ObjectionVerdict['REJECTED']), _negated=True), models.Q(('verdict_reason', ''), _negated=True), _connector='OR'), name='an_objection_is_rejected_with_a_reason')],
            },
        ),
    ]
