"""Two hundred agents at once on a real server while two workers do what they ask: nothing is refused, nothing lost."""

import http.client
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from web.instances import Instance, until

AGENTS = 200
ZYGOTE = str(Path(__file__).with_name("zygote.py"))
CSRF = "c" * 32

SEED = f"""
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
store = import_module(settings.SESSION_ENGINE).SessionStore
tenant = Tenant.objects.create(slug="bourg", name="Bourg", siret="21010053300010")
told = []
for number in range({AGENTS}):
    person = Person.objects.create_user(f"agent{{number}}@bourg.example")
    with scope(tenant=tenant):
        Membership.objects.create(tenant=tenant, person=person, role="agent")
        job = Job.objects.create(
            tenant=tenant, operation="test.count", key=str(number), title="Compter", state="failed", attempt=1,
            finished_at=timezone.now(), person=person,
        )
    session = store()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    told.append((session.session_key, job.pk))
"""
OPEN = "SELECT count(*) FROM platform_job WHERE state IN ('waiting', 'running')"
LOOK = """
from beffroi.web.platform.verification import verify_all
with scopes_disabled():
    told = {
        "done": list(Job.objects.filter(state="done").values_list("key", flat=True)),
        "attempts": list(Job.objects.filter(state="done").values_list("attempt", flat=True)),
        "results": list(JobResult.objects.values_list("key", flat=True)),
        "events": list(Entry.objects.values_list("subject", flat=True)),
        "chains": [verdict.whole for verdict in verify_all()],
    }
"""


@dataclass
class Crowd:
    """Agents who each look at the list, ask for their own job again and follow it, all at the same moment."""

    host: str
    barrier: threading.Barrier = field(default_factory=lambda: threading.Barrier(AGENTS))
    answers: list[int] = field(default_factory=list)

    def visit(self, session: str, job: int) -> None:
        self.barrier.wait()
        server = http.client.HTTPConnection(self.host, timeout=240)
        try:
            self.ask(server, "GET", "/bourg/travaux/", session)
            followed = self.ask(server, "POST", f"/bourg/travaux/{job}/relancer", session)
            self.ask(server, "GET", followed, session)
        finally:
            server.close()

    def ask(self, server: http.client.HTTPConnection, method: str, path: str, session: str) -> str:
        headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        server.request(method, path, headers=headers)
        answer = server.getresponse()
        answer.read()
        self.answers.append(answer.status)
        return answer.headers.get("Location", "")


def test_two_hundred_agents_and_two_workers_lose_nothing(instance: Instance) -> None:
    agents = instance.script(SEED)
    with instance.serve("--no-worker") as site, instance.process(sys.executable, ZYGOTE, "60") as zygote:
        assert zygote.stdin is not None
        print("\n", file=zygote.stdin, flush=True)
        crowd = Crowd(urlsplit(site.address).netloc)
        threads = [threading.Thread(target=crowd.visit, args=agent) for agent in agents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Counter(crowd.answers) == {200: 2 * AGENTS, 302: AGENTS}
        until(lambda: instance.query(OPEN) == [(0,)])
        seen = instance.script(LOOK)
    wanted = sorted(map(str, range(AGENTS)))
    assert sorted(seen["done"]) == sorted(seen["results"]) == sorted(seen["events"]) == wanted
    assert set(seen["attempts"]) == {1}
    assert seen["chains"] == [True]
    told = [line for line in instance.said.splitlines() if "locked" in line or "ERROR" in line or "Traceback" in line]
    assert told == []
