"""``beffroi serve`` and ``beffroi work`` as an operator meets them."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

from web.instances import Instance, Site, until


def well(site: Site) -> bool:
    return site.get("/health")[0] == 200


def workers(instance: Instance) -> list[int]:
    return [pid for (pid,) in instance.query("SELECT pid FROM platform_workerbeat ORDER BY id")]


def test_serve_opens_the_web_and_a_worker_that_is_started_again(instance: Instance) -> None:
    with instance.serve() as site:
        status, page = site.get("/connexion/")
        assert status == 200
        assert "Beffroi" in page
        until(lambda: well(site))
        assert json.loads(site.get("/health")[1]) == {"state": "ok", "database": True, "worker": True, "disk": True}
        assert "beffroi_workers 1.0" in site.get("/metrics")[1]
        (first,) = workers(instance)
        os.kill(first, signal.SIGKILL)
        until(lambda: (found := workers(instance)) and found != [first])
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(30) == 0
    assert workers(instance) == []


def test_ctrl_c_stops_everything(instance: Instance) -> None:
    with instance.serve("--port", str(free_port())) as site:
        until(lambda: well(site))
        (worker,) = workers(instance)
        site.process.send_signal(signal.SIGINT)
        assert site.process.wait(30) == 0
        until(lambda: not Path(f"/proc/{worker}").exists())


def test_a_worker_ends_when_what_watches_over_it_is_killed(instance: Instance) -> None:
    with instance.process(sys.executable, "-m", "beffroi", "work") as watching:
        until(lambda: workers(instance))
        (worker,) = workers(instance)
        watching.kill()
        watching.wait()
        until(lambda: not Path(f"/proc/{worker}").exists())


def test_work_once_does_what_waits_and_stops(instance: Instance) -> None:
    instance.script(
        "t = Tenant.objects.create(slug='bourg', name='Bourg', siret='21010053300010')\n"
        "jobs.start(t, 'platform.heads', key='1', title='x', arguments={})\ntold = True"
    )
    assert instance.beffroi("work", "--once").returncode == 0
    assert instance.query("SELECT state FROM platform_job") == [("done",)]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    return line


def test_a_busy_port_is_one_line(instance: Instance) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Le port {port} est déjà pris" in one_line(instance.beffroi("serve", "--port", port))


def test_without_a_port_the_next_free_one_is_taken(instance: Instance) -> None:
    with instance.serve("--no-worker") as first, instance.serve("--no-worker") as second:
        assert first.address != second.address
        assert second.get("/accessibilite/")[0] == 200


def test_a_folder_that_cannot_be_made_or_written_is_one_line(instance: Instance, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("", encoding="utf-8")
    inside = one_line(instance.beffroi("serve", BEFFROI_HOME=str(tmp_path / "plain" / "home")))
    assert "ne peut pas être écrit (ce n'est pas un dossier)" in inside
    assert "BEFFROI_HOME" in one_line(instance.beffroi("work", BEFFROI_HOME="/proc/beffroi"))


def test_a_full_disk_is_one_line(instance: Instance, tmp_path: Path) -> None:
    """The system refuses files over 20 kB, as it refuses any on a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    for command in (["serve"], ["work"], ["backup", str(tmp_path / "b.tar.gz")]):
        done = subprocess.run(
            [sys.executable, "-m", "beffroi", *command],
            env=instance.environment,
            preexec_fn=limit,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "disque plein" in one_line(done)
    assert list(tmp_path.glob("*b.tar.gz*")) == []


def test_a_database_that_does_not_answer_is_one_line(instance: Instance, tmp_path: Path) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    for command in (["serve"], ["backup", tmp_path / "b.tar.gz"], ["work", "--once"]):
        assert "La base ne répond pas" in one_line(instance.beffroi(*command, BEFFROI_DATABASE=address))


def test_a_missing_folder_is_made(instance: Instance, tmp_path: Path) -> None:
    home = tmp_path / "not" / "yet"
    done = instance.beffroi("backup", tmp_path / "there" / "b.tar.gz", BEFFROI_HOME=str(home))
    assert "il n'existe pas" in one_line(done)
    assert home.is_dir()
