"""The commands on an instance of its own, in processes of their own."""

import json
from pathlib import Path

from web.instances import Instance

MADE = """
from decimal import Decimal
tenant = Tenant.objects.create(slug="bourg", name="Bourg", siret="21010053300012", population=6000,
    contact="mairie@bourg.example", contest_address="Mairie")
with scope(tenant=tenant):
    TenantService.objects.create(tenant=tenant, service="canteen")
ledger.append_event(tenant, ledger.Operation(service="canteen", operation="forecast", model="ridge", version="1",
    energy_wh=Decimal("0.5"), cost_cents=Decimal("0.25")))
told = True
"""


def test_duties_charter_and_footprint_of_an_instance_are_complete_without_a_line_typed(
    instance: Instance, tmp_path: Path
) -> None:
    assert instance.script(MADE)
    duties, charter, footprint = (tmp_path / f"{name}.json" for name in ("duties", "charter", "footprint"))
    done = instance.beffroi("governance", "duties", "--json", duties)
    assert (done.returncode, done.stderr) == (0, "")
    (bourg,) = json.loads(duties.read_text(encoding="utf-8"))["authorities"]
    assert [system["key"] for system in bourg["systems"]] == ["canteen"]
    assert "ridge 1" in str(bourg["systems"][0]["crpa"]["explanation"])
    assert instance.beffroi("governance", "charter", "check", "--json", charter).returncode == 1
    (found,) = json.loads(charter.read_text(encoding="utf-8"))["authorities"]
    states = {one["key"]: one["state"] for one in found["commitments"]}
    assert [states[key] for key in ("territory", "human", "sober", "leave")] == ["kept", "unknown", "kept", "broken"]
    period = ["--from", "2026-01-01", "--to", "2099-12-31"]
    assert instance.beffroi("governance", "footprint", *period, "--json", footprint).returncode == 0
    (used,) = json.loads(footprint.read_text(encoding="utf-8"))["authorities"]
    assert used["total"] == {"wh": 0.5, "measured_wh": 0.0, "grams": 0.02209, "cents": 0.25}
