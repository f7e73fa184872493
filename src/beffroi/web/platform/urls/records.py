"""Jobs and ledger of a tenant."""

from django.urls import path

from beffroi.web.platform.views import jobs, ledger

urlpatterns = [
    path("<slug:tenant>/travaux/", jobs.jobs, name="jobs"),
    path("<slug:tenant>/travaux/<int:number>/", jobs.job, name="job"),
    path("<slug:tenant>/travaux/<int:number>/annuler", jobs.cancel, name="job-cancel"),
    path("<slug:tenant>/travaux/<int:number>/relancer", jobs.run_again, name="job-again"),
    path("<slug:tenant>/journal/", ledger.ledger, name="ledger"),
    path("<slug:tenant>/journal/journal.csv", ledger.ledger_csv, name="ledger-csv"),
    path("<slug:tenant>/journal/journal.jsonl", ledger.ledger_jsonl, name="ledger-jsonl"),
]
