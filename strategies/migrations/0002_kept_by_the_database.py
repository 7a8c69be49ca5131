"""What the database itself refuses: a change of what was recorded once, and money whose steps are out of order."""

from django.db import migrations

from cases.appendonly import guard

IN_ORDER = """
CREATE FUNCTION strategies_money_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE s record;
BEGIN
    SELECT coalesce(sum(amount) FILTER (WHERE step = 'requested'), 0) AS requested,
           coalesce(sum(amount) FILTER (WHERE step = 'sanctioned'), 0) AS sanctioned,
           coalesce(sum(amount) FILTER (WHERE step = 'released'), 0) AS released,
           coalesce(sum(amount) FILTER (WHERE step = 'utilised'), 0) AS utilised,
           coalesce(sum(amount) FILTER (WHERE step = 'certified'), 0) AS certified
      INTO s FROM strategies_moneyentry WHERE funding_id = NEW.funding_id;
    IF s.requested < 0 OR s.certified < 0 OR s.certified > s.utilised OR s.utilised > s.released
       OR s.released > s.sanctioned THEN
        RAISE EXCEPTION 'The steps of money % would be out of order.', NEW.funding_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'money_in_order';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER money_in_order AFTER INSERT ON strategies_moneyentry
    FOR EACH ROW EXECUTE FUNCTION strategies_money_in_order();
"""
# The default path of a measure: from the baseline at the start to the goal on the due day, evenly by days.
PATH = """
CREATE FUNCTION strategies_planned(
    baseline numeric, goal numeric, starts_on date, due_on date, year integer, quarter integer
) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT round(baseline + (goal - baseline) * least(1, greatest(0,
        (ends_on - starts_on + 1)::numeric / greatest(1, due_on - starts_on + 1))), 4)
      FROM (SELECT (make_date(year, 4, 1) + make_interval(months => 3 * quarter))::date - 1 AS ends_on) AS the
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("strategies", "0001_initial")]

    operations = [
        guard("strategies_edit"),
        guard("strategies_version"),
        guard("strategies_approval"),
        guard("strategies_moneyentry"),
        guard("strategies_progress"),
        guard("strategies_pledge"),
        guard("strategies_lot"),
        guard("strategies_dispatch"),
        guard("strategies_commentstep"),
        migrations.RunSQL(
            IN_ORDER,
            "DROP TRIGGER money_in_order ON strategies_moneyentry; DROP FUNCTION strategies_money_in_order();",
        ),
        migrations.RunSQL(PATH, "DROP FUNCTION strategies_planned(numeric, numeric, date, date, integer, integer);"),
    ]
