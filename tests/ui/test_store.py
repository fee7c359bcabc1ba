"""The store that counts bytes: what goes, what stays, and who waits for whom."""

import threading

import pytest

from lib.ui.store import Store, stored


def test_the_least_used_go_when_the_bytes_are_spent():
    store = Store(10, len)
    for key in "abc":
        store.get(key, lambda key=key: key * 3)
    store.get("a", lambda: pytest.fail("a is kept"))  # now b is the least used
    store.get("d", lambda: "dddd")  # 9 + 4 > 10
    assert store.get("a", lambda: "new") == "aaa"
    assert store.get("c", lambda: "new") == "ccc"
    assert store.bytes == 10
    assert store.get("b", lambda: "new") == "new"


def test_one_value_larger_than_all_room_is_kept_until_the_next():
    store = Store(10, len)
    store.get("large", lambda: "x" * 50)
    assert store.get("large", lambda: "made again") == "x" * 50
    store.get("small", lambda: "y")
    assert len(store) == 1 and store.bytes == 1


def test_a_failure_is_not_kept():
    store = Store(10, len)
    with pytest.raises(ZeroDivisionError):
        store.get("a", lambda: 1 / 0)
    assert store.get("a", lambda: "ok") == "ok"


def test_whoever_asks_for_the_same_waits_for_the_one_who_makes_it():
    started, go = threading.Event(), threading.Event()
    made, got = [], []

    @stored(100, len)
    def slow(key):
        made.append(key)
        started.set()
        assert go.wait(10)
        return key * 2

    threads = [threading.Thread(target=lambda: got.append(slow("a"))) for _ in range(4)]
    threads[0].start()
    assert started.wait(10)
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert (made, got) == (["a"], ["aa"] * 4)
