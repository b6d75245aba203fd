import core.vocabulary
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import organizations.models.spans
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('organizations', '0001_initial'), ('organizations', '0002_vocabulary'), ('organizations', '0003_people_and_names')]

    initial = True

    dependencies = [
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Jurisdiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('number_prefix', models.CharField(help_text='ASCII letters in public case numbers', max_length=6, unique=True)),
                ('timezone', models.CharField(default='Asia/Shanghai', max_length=40)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organizations.jurisdiction')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number_prefix__regex', '^[A-Z]{2,6}$')), name='number_prefix_is_ascii')],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=40)),
                ('functions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('valid_from', models.DateField(blank=True, help_text='first day; empty: since before the record begins', null=True)),
                ('valid_to', models.DateField(blank=True, help_text='first day on which it no longer exists', null=True)),
                ('managed_from', models.DateField(blank=True, null=True)),
                ('managed_to', models.DateField(blank=True, help_text='first day on which it is no longer managed', null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('sort_key', models.CharField(blank=True, db_index=True, default='', help_text='pinyin of the short name', max_length=200)),
                ('initials', models.CharField(blank=True, default='', help_text='pinyin initials of both names', max_length=300)),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organizations', to='organizations.jurisdiction')),
                ('managed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='manages', to='organizations.organization')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='organizations.organization')),
            ],
            options={
                'ordering': ['sort_key', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['PARTY_ORGAN', 'DISCIPLINE', 'CONGRESS_OR_CONSULTATIVE', 'DEPARTMENT', 'MASS_ORGANIZATION', 'SUBDISTRICT', 'VERTICAL_ORGAN', 'INSTITUTION', 'JOINT_BODY'])), name='organization_kind_is_known'), models.CheckConstraint(condition=models.Q(('functions__contained_by', ['DISPATCH_OFFICE', 'ESTABLISHMENT_OFFICE', 'SECRETARIAT', 'INSPECTION', 'AUDIT', 'JUSTICE', 'JOINT_CONFERENCE'])), name='organization_functions_are_known'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='organization_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('successor', models.F('id')), _negated=True), _connector='OR'), name='organization_is_not_its_own_successor'), models.CheckConstraint(condition=models.Q(('managed_by', None), models.Q(('managed_by', models.F('id')), _negated=True), _connector='OR'), name='organization_does_not_manage_itself'), models.CheckConstraint(condition=models.Q(models.Q(('managed_by', None), ('managed_from', None), ('managed_to', None)), models.Q(('managed_by__isnull', False), models.Q(('managed_to', None), ('managed_from', None), ('managed_to__gt', models.F('managed_from')), _connector='OR')), _connector='OR'), name='management_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=40)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, help_text='first day on which it no longer holds', null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organizations.organization')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('organization', '='), ('role', '='), (organizations.models.spans.DateSpan('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='one_membership_per_role'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('role__in', ['HANDLER', 'REVIEWER', 'HEAD', 'LIAISON', 'SUPERVISOR', 'SYSTEM_ADMINISTRATOR'])), name='membership_role_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Deputyship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('named_by_name', models.CharField(blank=True, default='', max_length=100)),
                ('revoked_at', models.DateTimeField(blank=True, help_text='ended early; from then on it does not hold', null=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputyships', to=settings.AUTH_USER_MODEL)),
                ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='organizations.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='deputyship_has_days'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('revoked_at', None)), expressions=[('absent', '='), (organizations.models.spans.DateSpan('first_day', 'last_day', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='one_deputy_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='NamePlate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(max_length=60)),
                ('initials', models.CharField(blank=True, default='', help_text='pinyin initials of both names', max_length=300)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, help_text='first day on which the plate is down', null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plates', to='organizations.organization')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='plate_comes_down_after_it_goes_up'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('short_name', ''), _negated=True)), name='plate_has_a_name'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('organization', '='), ('name', '='), (organizations.models.spans.DateSpan('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='a_plate_hangs_once_on_a_door')],
            },
        ),
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=40)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('revoked_at', models.DateTimeField(blank=True, help_text='taken off the roster', null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='organizations.organization')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('post__in', ['ON_DUTY', 'IN_CHARGE_1', 'IN_CHARGE_2', 'IN_CHARGE_3'])), name='duty_post_is_known'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='shift_has_days'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('revoked_at', None)), expressions=[('organization', '='), ('person', '='), ('post', '='), (organizations.models.spans.DateSpan('first_day', 'last_day', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='one_shift_per_person_and_post'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('revoked_at', None), models.Q(('post', core.vocabulary.DutyPost['ON_DUTY']), _negated=True)), expressions=[('organization', '='), ('post', '='), (organizations.models.spans.DateSpan('first_day', 'last_day', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='one_in_charge_per_level')],
            },
        ),
        migrations.CreateModel(
            name='BodyMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=40)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='first day on which the seat is given up', null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats_held', to='organizations.organization')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['CHAIR', 'MEMBER', 'OFFICE'])), name='body_role_is_known'), models.CheckConstraint(condition=models.Q(('body', models.F('organization')), _negated=True), name='a_body_has_no_seat_in_itself'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='seat_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('body', '='), ('organization', '='), (organizations.models.spans.DateSpan('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='one_seat_per_member_of_a_body'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role', core.vocabulary.BodyRole['OFFICE'])), expressions=[('body', '='), (organizations.models.spans.DateSpan('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='a_body_has_one_office'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role', core.vocabulary.BodyRole['CHAIR'])), expressions=[('body', '='), (organizations.models.spans.DateSpan('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='a_body_has_one_chair')],
            },
        ),
        migrations.CreateModel(
            name='WorkingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('purpose', models.CharField(blank=True, default='', max_length=500)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='first day on which it is dissolved', null=True)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_groups', to='organizations.organization')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='working_group_has_a_name'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='working_group_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('host', '='), ('name', '='), (organizations.models.spans.DateSpan('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='one_working_group_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='WorkingGroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='first day on which they have left', null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='organizations.workinggroup')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_seats', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='group_seat_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('group', '='), ('person', '='), (organizations.models.spans.DateSpan('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='one_seat_per_person_in_a_group')],
            },
        ),
    ]
