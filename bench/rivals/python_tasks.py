"""What tasks.ts has, in Python: tasks by name, and how each makes an item from the number that describes it."""

import time

import numpy


def double(x):
    return x * 2


def spin(iterations):
    x = 1 / iterations
    for _ in range(iterations):
        x = 3.9 * x * (1 - x)
    return x


def spins_per_microsecond():
    """The best of many tries, so that other load doesn't count."""
    iterations = 20_000
    best = float("inf")
    for _ in range(100):
        start = time.perf_counter()
        spin(iterations)
        best = min(best, time.perf_counter() - start)
    return iterations / (best * 1e6)


PER_MICROSECOND = spins_per_microsecond()


def iterations(microseconds):
    return max(1, round(microseconds * PER_MICROSECOND))


def checksum(record):
    return sum(len(row["label"]) + row["values"][0] + row["values"][-1] for row in record["rows"])


def record(number):
    def row(place):
        return {
            "label": f"row {place} of record {number}",
            "valid": place % 2 == 0,
            "values": [number + place / 7 + column / 3 for column in range(13)],
        }

    return {"id": number, "rows": [row(place) for place in range(590)]}


ARRAY = numpy.arange(2**20, dtype=float)


def strided_sum_of(item):
    array, start = item
    return float(array[start::200].sum())


def strided(start):
    return (ARRAY, start)


def megabyte(value):
    return numpy.full(2**17, float(value))


def same(item):
    return item


TASKS = {
    "double": (double, same),
    "spin": (spin, iterations),
    "checksum": (checksum, record),
    "stridedSumOf": (strided_sum_of, strided),
    "megabyte": (megabyte, same),
}
