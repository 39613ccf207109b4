"""A PostgreSQL cluster of a test's own: below its own directory, on a Unix socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BIN = Path(os.environ.get("INNBRIDGE_POSTGRESQL_BIN", "/usr/lib/postgresql/15/bin"))
_OPTIONS = "-c listen_addresses='' -c max_connections=200 -c shared_buffers=64MB"


class Cluster:
    """One server: started when made, gone when closed."""

    def __init__(self) -> None:
        # A socket's path must be short.
        self.directory = Path(tempfile.mkdtemp(prefix="innbridge-pg.", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(self.directory, "postgres")
        try:
            self._make()
            self.start()
        except BaseException:
            shutil.rmtree(self.directory, ignore_errors=True)
            raise

    def _make(self) -> None:
        """Makes its files."""
        self._run(
            *("initdb", "--pgdata=data", "--auth=trust", "--username=innbridge"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        )

    @property
    def url(self) -> str:
        return f"postgresql://innbridge@/postgres?host={self.directory}"

    def start(self) -> None:
        options = f"{_OPTIONS} -k {self.directory}"
        self._run("pg_ctl", "--pgdata=data", "--log=server.log", "--wait", f"--options={options}", "start")

    def stop(self, mode: str = "fast") -> None:
        """- mode: «immediate» is a crash."""
        self._run("pg_ctl", "--pgdata=data", f"--mode={mode}", "stop")

    def close(self) -> None:
        try:
            if self.is_running:
                self.stop("immediate")
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def is_running(self) -> bool:
        return (self.directory / "data" / "postmaster.pid").exists()

    def number(self, sql: str) -> int:
        """What a query gives as its one number."""
        return int(self.text(sql))

    def text(self, sql: str) -> str:
        """What a statement gives: rows by lines, columns by bars."""
        done = self._run(
            *("psql", "--no-psqlrc", "-qtA", "-v", "ON_ERROR_STOP=1"),
            *("-U", "innbridge", "-h", str(self.directory), "postgres", "-c", sql),
        )
        return done.stdout.strip()

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # PostgreSQL refuses to run as root. Its output goes to a file: the server keeps what it is given.
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(BIN / program), *arguments],
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                check=False,
                **user,
            )
            output.seek(0)
            text = output.read()
        assert done.returncode == 0, f"{program}: {done.returncode}\n{text}"
        return subprocess.CompletedProcess(done.args, 0, text)
