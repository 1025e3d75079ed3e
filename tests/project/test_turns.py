"""Groups of callers: everybody is served once, in their order, and nobody is forgotten."""

import threading
import time

import pytest

from didim.project.turns import Turns


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_everybody_is_served_once_in_groups_of_a_size_and_a_number_at_once(at_once: int) -> None:
    lock, served, at_work, most_at_work, sizes = threading.Lock(), [], [0], [0], []

    def serve(group: list[int]) -> None:
        with lock:
            at_work[0] += 1
            most_at_work[0] = max(most_at_work[0], at_work[0])
            sizes.append(len(group))
        time.sleep(0.001)
        with lock:
            served.extend(group)
            at_work[0] -= 1

    turns = Turns(serve, at_once=at_once, most=4)

    def come(person: int) -> None:
        for turn in range(20):
            turns.take(100 * person + turn)
            with lock:
                assert 100 * person + turn in served

    threads = [threading.Thread(target=come, args=(person,)) for person in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(served) == [100 * person + turn for person in range(12) for turn in range(20)]
    assert most_at_work[0] <= at_once
    assert max(sizes) <= 4
    assert turns.free == at_once


def test_whoever_waits_is_served_in_the_order_they_came_and_together() -> None:
    begun, go_on, groups = threading.Event(), threading.Event(), []

    def serve(group: list[int]) -> None:
        groups.append(list(group))
        begun.set()
        go_on.wait()

    turns = Turns(serve, at_once=1, most=3)
    threads = [threading.Thread(target=turns.take, args=(0,))]
    threads[0].start()
    begun.wait()
    for number in range(1, 6):
        threads.append(threading.Thread(target=turns.take, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) < number:
            time.sleep(0.001)
    go_on.set()
    for thread in threads:
        thread.join()
    assert groups == [[0], [1, 2, 3], [4, 5]]


def test_error_is_raised_to_the_one_who_led_and_the_next_are_served() -> None:
    def serve(group: list[int]) -> None:
        if group == [0]:
            raise RuntimeError

    turns = Turns(serve, at_once=1, most=3)
    with pytest.raises(RuntimeError):
        turns.take(0)
    turns.take(1)
    assert turns.free == 1
