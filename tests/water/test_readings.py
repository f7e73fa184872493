import contextlib
import json
import random
import socket
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paho.mqtt import publish

from beffroi.water.messages import Intake, MessageUnreadable, Reading, parse_message, parse_table
from beffroi.water.mqtt import Broker, BrokerUnreachable, Listener, read_broker
from beffroi.water.readings import ReadingStore, StoreUnusable, read_readings

FIRST = '{"sensor": "débit", "t": "2024-01-01 00:00:00", "value": 3}'


def test_a_message_gives_one_reading_or_many() -> None:
    assert parse_message(FIRST.encode()) == [Reading("débit", "2024-01-01 00:00:00", 3.0)]
    assert len(parse_message(f"[{FIRST}, {FIRST}]".encode())) == 2
    assert parse_message(b'{"t": "2024-01-01 00:00:00", "value": 1.5}', sensor="A")[0].sensor == "A"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"3",
        b"[[]]",
        b"{}",
        b'{"sensor": "", "t": "2024-01-01 00:00:00", "value": 1}',
        b'{"sensor": 5, "t": "2024-01-01 00:00:00", "value": 1}',
        b'{"sensor": "a", "t": "2024-01-01T00:00:00Z", "value": 1}',
        b'{"sensor": "a", "t": "2024-02-30 00:00:00", "value": 1}',
        b'{"sensor": "a", "t": "2024-01-01 00:00:00", "value": "1"}',
        b'{"sensor": "a", "t": "2024-01-01 00:00:00", "value": true}',
        b'{"sensor": "a", "t": "2024-01-01 00:00:00", "value": NaN}',
        b'{"sensor": "a", "t": "2024-01-01 00:00:00", "value": 1e400}',
        b"[" * 100_000,
        b" " * 5_000_001,
    ],
)
def test_a_message_that_is_no_reading_is_refused(body: bytes) -> None:
    with pytest.raises(MessageUnreadable):
        parse_message(body)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with contextlib.suppress(MessageUnreadable):
        assert isinstance(parse_message(body), list)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_arrival_and_repeats_change_nothing(seed: int, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    draw = random.Random(seed)
    readings = [Reading(name, f"2024-01-01 {hour:02d}:00:00", hour * 1.5) for name in "AB" for hour in range(12)]
    arrived = readings + draw.sample(readings, 10)
    draw.shuffle(arrived)
    store = ReadingStore(tmp_path_factory.mktemp("m") / "m.sqlite")
    parts = [store.take(arrived[place : place + 7]) for place in range(0, len(arrived), 7)]
    assert sum(part.new for part in parts) == 24
    assert sum(part.repeated for part in parts) == 10
    table = store.table()
    assert table.index.is_monotonic_increasing
    assert table["A"].tolist() == [hour * 1.5 for hour in range(12)]


def test_late_and_corrected_readings_are_counted(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path / "m.sqlite")
    store.take([Reading("A", "2024-01-02 00:00:00", 1.0)])
    took = store.take([Reading("A", "2024-01-01 00:00:00", 2.0), Reading("A", "2024-01-02 00:00:00", 9.0)])
    assert (took.new, took.late, took.corrected, took.repeated) == (1, 1, 1, 0)
    assert "dont 1 en retard" in took.line()
    assert store.table()["A"].tolist() == [2.0, 9.0]


def test_a_file_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("t,A\n2024-01-01 00:00:00,1\nhier,2\n", encoding="utf-8")
    store = ReadingStore(tmp_path / "m.sqlite")
    with pytest.raises(MessageUnreadable, match="heure illisible"):
        store.take(read_readings(tmp_path / "f.csv"))
    assert store.table().empty


def test_both_shapes_of_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("t;A;B\n2024-01-01 00:00:00;1,5;\n", encoding="utf-8")
    (tmp_path / "l.csv").write_text("sensor,t,value\nA,2024-01-01 00:00:00,1.5\n", encoding="utf-8")
    assert list(read_readings(tmp_path / "w.csv")) == list(read_readings(tmp_path / "l.csv"))


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "t,A\n2024-01-01 00:00:00,beaucoup\n"])
def test_a_file_without_readings_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    with pytest.raises(MessageUnreadable):
        list(read_readings(tmp_path / "f.csv"))


def test_a_store_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.sqlite").write_bytes(b"pas une base" * 100)
    with pytest.raises(StoreUnusable):
        ReadingStore(tmp_path / "m.sqlite")


def test_the_command_takes_files_and_exports(
    tmp_path: Path, beffroi: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.csv").write_text("t,A\n2024-01-01 00:00:00,1\n", encoding="utf-8")
    given = [tmp_path / "m.sqlite", "--file", tmp_path / "f.csv", "--file", tmp_path / "f.csv"]
    assert beffroi("water", "readings", *given, "--export", tmp_path / "s" / "flows.csv") == 0
    assert "1 redite" in capsys.readouterr().out
    assert (tmp_path / "s/flows.csv").read_text(encoding="utf-8") == "t,A\n2024-01-01 00:00:00,1.0\n"
    assert beffroi("water", "readings", tmp_path / "m.sqlite", "--mqtt", "nulle part") == 2


@pytest.fixture
def broker(tmp_path: Path, mosquitto: str) -> Iterator[int]:
    """A Mosquitto of our own on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    settings = tmp_path / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
    running = subprocess.Popen([mosquitto, "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=10)


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.1)
    pytest.fail("mosquitto does not start")


def test_readings_by_mqtt_late_twice_and_out_of_order(tmp_path: Path, broker: int) -> None:
    store, told = ReadingStore(tmp_path / "m.sqlite"), []  # type: ignore[var-annotated]
    listener = Listener(store, topic="eau/+", tell=told.append)
    taken = []
    thread = threading.Thread(target=lambda: taken.append(listener.listen(Broker("127.0.0.1", broker), seconds=4)))
    thread.start()
    assert listener.subscribed.wait(10)
    hours = [3, 1, 2, 1]
    messages = [
        {"topic": "eau/A", "payload": json.dumps({"t": f"2024-01-01 0{hour}:00:00", "value": hour}), "qos": 1}
        for hour in hours
    ]
    publish.multiple([*messages, {"topic": "eau/B", "payload": "cassé", "qos": 1}], hostname="127.0.0.1", port=broker)
    thread.join(20)
    (intake,) = taken
    assert (intake.new, intake.late, intake.repeated) == (3, 2, 1)
    assert store.table()["A"].tolist() == [1.0, 2.0, 3.0]
    assert len(told) == 1
    assert "eau/B" in told[0]


def test_a_broker_that_does_not_answer_is_said(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    listener = Listener(ReadingStore(tmp_path / "m.sqlite"), topic="eau/+", tell=print)
    with pytest.raises(BrokerUnreachable, match="ne répond pas"):
        listener.listen(Broker("127.0.0.1", port), seconds=0.1)


def test_an_address_names_the_broker_and_the_account() -> None:
    assert read_broker("127.0.0.1:1884") == Broker("127.0.0.1", 1884)
    assert read_broker("mqtts://eau:m%40t@serveur.example") == Broker("serveur.example", 8883, "eau", "m@t", tls=True)


@pytest.mark.parametrize("address", ["", "nulle part", "http://serveur", "mqtt://serveur/sujet", "serveur:port"])
def test_an_address_that_names_no_broker_is_refused(address: str) -> None:
    with pytest.raises(BrokerUnreachable, match="illisible"):
        read_broker(address)


def test_what_the_store_refuses_is_sent_again_by_the_broker(tmp_path: Path, broker: int) -> None:
    class Failing:
        def take(self, readings: Iterable[Reading]) -> Intake:
            raise OSError(f"base fermée : {len(list(readings))} perdue(s)")

    where = Broker("127.0.0.1", broker)
    Listener(ReadingStore(tmp_path / "m.sqlite"), topic="eau/+", tell=print).listen(where, seconds=0.5)
    body = json.dumps({"t": "2024-01-01 00:00:00", "value": 1})
    publish.single("eau/A", body, qos=1, hostname="127.0.0.1", port=broker)
    with pytest.raises(OSError, match="base fermée"):
        Listener(Failing(), topic="eau/+", tell=print).listen(where, seconds=5)
    store = ReadingStore(tmp_path / "m.sqlite")
    assert Listener(store, topic="eau/+", tell=print).listen(where, seconds=1.5).new == 1


def test_a_csv_body_has_either_shape_of_the_files() -> None:
    wide = parse_table(b"t;A;B\n2024-01-01 00:00:00;1,5;\n")
    assert wide == parse_table(b"sensor,t,value\nA,2024-01-01 00:00:00,1.5\n")
    assert wide == [Reading("A", "2024-01-01 00:00:00", 1.5)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"t",
        b"\xff",
        b"t,A,A\n",
        b"a,b\n1,2\n",
        b"t,A\n2024-01-01 00:00:00,beaucoup\n",
        b't,A\n"x',
        b"t,A\nhier,1\n",
    ],
)
def test_a_csv_body_without_readings_is_refused(body: bytes) -> None:
    with pytest.raises(MessageUnreadable):
        parse_table(body)
