"""A version that cases are pinned to is never changed: the database itself refuses."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION procedures_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a procedure is never changed or removed (id %)', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'procedure_version_never_changes';
END
$$;
CREATE TRIGGER procedure_version_never_changes BEFORE UPDATE OR DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_refuse_change();
"""

BACKWARD = """
DROP TRIGGER procedure_version_never_changes ON procedures_procedureversion;
DROP FUNCTION procedures_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [("procedures", "0001_tables")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
