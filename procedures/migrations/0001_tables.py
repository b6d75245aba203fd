import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('procedures', '0001_initial')]

    initial = True

    dependencies = [
        ('organizations', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='procedures', to='organizations.jurisdiction')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('jurisdiction', 'code'), name='one_procedure_per_jurisdiction_and_code'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9_]*$')), name='procedure_code_is_ascii')],
            },
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('effective_from', models.DateField()),
                ('content', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('source_file', models.CharField(max_length=200)),
                ('imported_at', models.DateTimeField()),
                ('imported_by_name', models.CharField(max_length=100)),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='procedures.procedure')),
            ],
            options={
                'ordering': ['procedure_id', 'version'],
                'constraints': [models.UniqueConstraint(fields=('procedure', 'version'), name='procedure_versions_are_numbered'), models.UniqueConstraint(fields=('procedure', 'effective_from'), name='one_procedure_version_per_day'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='procedure_versions_count_from_one'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='procedure_version_has_digest')],
            },
        ),
    ]
