"""The process of an embedded model. It is told what to load on its input, says its address, and serves.

Then it reads ``+`` and ``-`` as calls begin and end. It leaves after the idle time without a call, or with its parent.
"""

from __future__ import annotations

import json
import os
import select
import sys
from typing import Any

CACHE = 256  # MB of what earlier calls had in common


def main() -> None:
    """Serve until nobody asks."""
    told = json.loads(sys.stdin.buffer.readline())
    # the library prints where it likes: only the address goes to the parent
    speech = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    server = serve(told)
    print(server.listening_address, file=speech, flush=True)
    wait(told["idle"])
    os._exit(0)  # its threads would keep it


def serve(told: dict[str, Any]) -> Any:
    """Load the weights and listen on a free port of this machine, under the key."""
    import xllamacpp  # noqa: PLC0415

    params = xllamacpp.CommonParams()
    params.model.path = told["weights"]
    params.n_ctx, params.n_parallel = told["context"], 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = told["threads"]
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [told["key"]]
    params.cache_ram_mib = CACHE
    # weights stay as the file has them: 0.6 GB less, shared between processes, loaded three times sooner, as quick
    params.no_extra_bufts = True
    params.ui, params.warmup, params.verbosity = False, False, -1
    return xllamacpp.Server(params)


def wait(idle: float) -> None:
    """Return after ``idle`` seconds without a call, or when the parent's end of the pipe is closed."""
    calls = 0
    while True:
        ready, _, _ = select.select([0], [], [], None if calls else idle)
        signs = os.read(0, 4096) if ready else b""
        if not signs:
            return
        calls += signs.count(b"+") - signs.count(b"-")


if __name__ == "__main__":
    main()
