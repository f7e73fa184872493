"""``beffroi canteen demo``: the service at work on a made-up town, in the terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from beffroi.canteen.charts import town_chart, tradeoff_chart
from beffroi.canteen.evaluate import evaluate
from beffroi.canteen.explain import explain
from beffroi.canteen.export import day_label, write_csv, write_orders
from beffroi.canteen.figures import evaluation_lines
from beffroi.canteen.forecast import forecast
from beffroi.canteen.orders import tradeoff
from beffroi.canteen.reading import read_folder
from beffroi.canteen.simulate import simulate
from beffroi.canteen.writing import write_folder

SEED, CANTEENS, YEARS, LAST_YEAR = 7, 12, 4, 2024
AS_OF, FIRST, LAST = date(2025, 5, 19), date(2025, 5, 26), date(2025, 7, 4)
JUDGED = date(2025, 3, 10), date(2025, 5, 18)


def demonstrate(out: Path) -> None:
    """Simulate a town, forecast its canteens, judge the forecast, draw; files go to ``out``."""
    _step(1, f"une ville inventée : {CANTEENS} cantines, {YEARS} années scolaires (graine {SEED})")
    town = simulate(seed=SEED, canteens=CANTEENS, years=YEARS, last_year=LAST_YEAR)
    write_folder(town, out / "ville")
    _step(2, f"prévision du {FIRST:%d/%m/%Y} au {LAST:%d/%m/%Y}, faite le {AS_OF:%d/%m/%Y}")
    made = forecast(read_folder(out / "ville", as_of=AS_OF), as_of=AS_OF, first=FIRST, last=LAST)
    for row in made.total.head(8).itertuples(index=False):
        interval = f"[{row.low80:.0f} – {row.high80:.0f}]"
        print(f"   {day_label(row.date)}  {row.forecast:6.0f} repas   {interval}   commander {row.order}")
    print("\n".join(f"   {line}" for line in explain(made, made.total["date"].iloc[-1])))
    _step(3, "mesure sur le passé de la ville, deux semaines à l'avance")
    judged = evaluate(read_folder(out / "ville", as_of=AS_OF), first=JUDGED[0], last=JUDGED[1], horizon="2w")
    print("\n".join(f"   {line}" for line in evaluation_lines(judged, meal_cents=230)))
    _step(4, "fichiers pour la cuisine et images")
    files = [
        write_csv(made.canteens, out / "prevision.csv"),
        write_orders(made, out / "commandes.ods", level=made.calibration.service_level),
        town_chart(made.total, out / "prevision.svg", title="Repas à prévoir dans la ville"),
        town_chart(judged.days, out / "mesure.svg", title="Prévus deux semaines avant, et servis"),
        tradeoff_chart(tradeoff(made), out / "marges.svg", title="Ce que coûte chaque marge"),
    ]
    for file in files:
        print(f"   {file}")


def _step(number: int, text: str) -> None:
    print(f"[{number}/4] {text}", flush=True)
