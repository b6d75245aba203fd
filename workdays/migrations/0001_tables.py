import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('workdays', '0001_initial')]

    initial = True

    dependencies = [
        ('organizations', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=200)),
                ('authority', models.CharField(help_text='the document it rests on', max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_exceptions', to='organizations.jurisdiction')),
            ],
            options={
                'ordering': ['day', 'id'],
                'constraints': [models.UniqueConstraint(fields=('jurisdiction', 'day'), name='one_calendar_exception_per_day'), models.CheckConstraint(condition=models.Q(('kind__in', ['holiday', 'workday'])), name='calendar_exception_kind_is_known')],
            },
        ),
    ]
