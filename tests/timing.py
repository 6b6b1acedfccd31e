"""How much work something costs, whatever else the machine and the suite are doing."""

import gc
import time


class Stopwatch:
    """`with Stopwatch() as watch: …`, then `watch.seconds`: of the processor, in this thread.

    The garbage collector waits meanwhile: whose turn it falls in depends on all tests that ran before.
    """

    def __enter__(self):
        gc.disable()
        self.begun = time.thread_time()
        return self

    def __exit__(self, *_exception):
        self.seconds = time.thread_time() - self.begun
        gc.enable()
