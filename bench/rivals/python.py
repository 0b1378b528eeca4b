"""Runs tasks the Python way for python.ts: every line is a request in JSON, answered by a line of JSON."""

import contextlib
import gc
import json
import multiprocessing
import sys
import time

import joblib
import numpy
from joblib.externals.loky import get_reusable_executor

from python_tasks import TASKS


def loop(task, items):
    results = []
    for item in items:
        results.append(task(item))
    return results


class Runner:
    """Holds the items of a scenario, and the pools that run them."""

    def __init__(self, jobs, stack):
        self.ways = {"loop": loop}
        self.jobs = jobs
        self.enter = stack.enter_context

    def load(self, task, items):
        self.task, make = TASKS[task]
        self.items = [make(item) for item in items]
        self.expected = loop(self.task, self.items)

    def start(self, way):
        if way == "pool":
            self.ways[way] = self.enter(multiprocessing.Pool(self.jobs)).map
        if way == "joblib":
            parallel = self.enter(joblib.Parallel(n_jobs=self.jobs))
            self.ways[way] = lambda task, items: parallel(joblib.delayed(task)(item) for item in items)

    def run(self, way, count):
        items = self.items[:count]
        gc.collect()
        start = time.perf_counter()
        results = self.ways[way](self.task, items)
        ms = (time.perf_counter() - start) * 1000
        if len(results) != count or not all(map(numpy.array_equal, results, self.expected)):
            raise ValueError(f"wrong results of {way}")
        return ms


def answer(runner, request):
    try:
        return {"value": getattr(runner, request["do"])(*request["with"])}
    except Exception as error:
        return {"error": repr(error)}


def serve():
    with contextlib.ExitStack() as stack:
        runner = Runner(int(sys.argv[1]), stack)
        for line in sys.stdin:
            print(json.dumps(answer(runner, json.loads(line))), flush=True)
    get_reusable_executor().shutdown()


if __name__ == "__main__":
    serve()
