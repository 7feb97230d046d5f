"""One server under measurement: `python -m bench.serve hello|WORLD_FOLDER PORT`."""

import os
import sys
from pathlib import Path

from grants.server import Server


def main() -> None:
    what, port = sys.argv[1], int(sys.argv[2])
    if what == "hello":
        from bench.hello import app
    else:
        os.environ["INSTANCE_DIR"] = str(Path(what).resolve())
        from grants.app import create_app

        app = create_app()
    server = Server(app, "127.0.0.1", port)
    print("ready", flush=True)
    server.run()


if __name__ == "__main__":
    main()
