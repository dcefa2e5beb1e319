from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from storage import pace
from storage.database import Database
from storage.sealing import Keyring
from tests.storage.builders import NOW, later

APART = timedelta(seconds=1)


def test_each_post_gets_a_moment_of_its_own_and_channels_do_not_wait_for_each_other(database: Database) -> None:
    def turn(channel: str, seconds: float) -> float:
        moment = database.run_sync(lambda tx: pace.reserve(tx, channel, later(seconds), APART))
        return (moment - NOW).total_seconds()

    assert [turn("desk", 0), turn("desk", 0.2), turn("desk", 0.3)] == [0, 1, 2]
    assert turn("other", 0.3) == 0.3
    assert turn("desk", 10) == 10


def test_processes_that_ask_at_the_same_moment_get_different_ones(database_url: str, keyring: Keyring) -> None:
    processes = [Database.open(database_url, keyring, "region") for _ in range(4)]

    def ask(number: int) -> float:
        moment = processes[number].run_sync(lambda tx: pace.reserve(tx, "desk", NOW, APART))
        return (moment - NOW).total_seconds()

    with ThreadPoolExecutor(4) as threads:
        moments = list(threads.map(ask, range(4)))
    for process in processes:
        process.close()

    assert sorted(moments) == [0, 1, 2, 3]
