"""programs/large-arrays.ts the Python way: joblib with numpy's arrays. Figures have the same names and mean the same."""

import contextlib
import gc
import json
import statistics
import sys
import time

import joblib
import numpy

PAGE = 512
WARM_UPS = 5


def new_pool():
    return joblib.Parallel(n_jobs=2)  # workers are there already: loky keeps them


def now():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) / 1e6


def touch_pages(array, part, parts):
    began = now()
    size = len(array) / parts
    first = -int(-part * size // 1)
    return float(array[first : -int(-(part + 1) * size // 1) : PAGE].sum()), began


def call(parallel, array, parts):
    start = now()
    results = parallel(joblib.delayed(touch_pages)(array, part, parts) for part in range(parts))
    end = now()
    if [sum for sum, _ in results] != [touch_pages(array, part, parts)[0] for part in range(parts)]:
        raise ValueError("wrong results")
    first = min(began for _, began in results)
    return first - start, (end - first) / (parts - 1)


def two_calls(pool, size, parts):
    array = numpy.arange(size // 8, dtype=float)
    (lead, later), (second_lead, second_later) = (call(pool or new_pool(), array, parts) for _ in range(2))
    return {
        "first task ms": lead,
        "later ms": later,
        "first call ms": lead + (parts - 1) * later,
        "second call ms": second_lead + (parts - 1) * second_later,
    }


def measure(pool, size, parts, arrays):
    figures = []
    for _ in range(arrays):
        gc.collect()
        figures.append(two_calls(pool, size, parts))
    return {name: statistics.median(one[name] for one in figures) for name in figures[0]}


def main(way, size, parts, arrays):
    with new_pool() if way == "managed" else contextlib.nullcontext() as pool:
        for _ in range(WARM_UPS):
            two_calls(pool, 4 * 2**20, 20)
        gc.collect()
        if arrays > 0:
            print(json.dumps(measure(pool, size, parts, arrays)))
            return
        print("ready", flush=True)
        sys.stdin.readline()
        two_calls(pool, size, parts)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
