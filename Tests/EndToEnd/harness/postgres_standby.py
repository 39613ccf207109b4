"""A primary and its streaming standby, as the guide sets them up: one dies, the other steps in."""

from __future__ import annotations

import time

from .postgresql import Cluster

# A standby that is set up connects within a second; a machine under load is slower.
_STREAMING_SECONDS = 60


class Standby(Cluster):
    """A copy of a running primary that follows it, by its log, until it is promoted."""

    def __init__(self, primary: Cluster, name: str = "standby") -> None:
        """- name: as `synchronous_standby_names` of the primary may call it."""
        self._primary = primary
        self._name = name
        super().__init__()

    def _make(self) -> None:
        primary = f"host={self._primary.directory} user=innbridge application_name={self._name}"
        self._run(
            *("pg_basebackup", "--pgdata=data", "--write-recovery-conf", "--wal-method=stream"),
            *("--checkpoint=fast", "--no-sync", f"--dbname={primary}"),
        )

    def promote(self) -> None:
        """From now on it takes writes; returns when it does."""
        self._run("pg_ctl", "--pgdata=data", "--wait", "promote")


class Pair:
    """Two servers, of which one takes writes."""

    def __init__(self, synchronous: bool = True) -> None:
        """- synchronous: a commit is told when it is on the disks of both."""
        self.primary = Cluster()
        try:
            self.standby = Standby(self.primary)
        except BaseException:
            self.primary.close()
            raise
        try:
            self._wait_until_streaming()
            if synchronous:
                # After the standby was copied: promoted, it must not wait for a standby of its own.
                self.set_synchronous("standby")
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        """Both servers' address; libpq takes whichever takes writes."""
        hosts = f"{self.primary.directory},{self.standby.directory}"
        return f"postgresql://innbridge@/postgres?host={hosts}&target_session_attrs=read-write"

    def set_synchronous(self, names: str) -> None:
        """- names: of standbys that a commit waits for; empty for none."""
        self.primary.text(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.primary.text("SELECT pg_reload_conf()")
        wanted = "sync" if names else "async"
        self._wait(lambda: self._standing() == f"streaming|{wanted}", f"a standby that is {wanted}")

    def fail_over(self) -> None:
        """The primary crashes, and the standby steps in."""
        self.primary.stop("immediate")
        self.standby.promote()

    def close(self) -> None:
        try:
            self.standby.close()
        finally:
            self.primary.close()

    def _standing(self) -> str:
        return self.primary.text("SELECT state, sync_state FROM pg_stat_replication")

    def _wait_until_streaming(self) -> None:
        self._wait(lambda: self._standing().startswith("streaming|"), "a standby that follows")

    @staticmethod
    def _wait(holds, what: str) -> None:
        deadline = time.monotonic() + _STREAMING_SECONDS
        while not holds():
            assert time.monotonic() < deadline, what
            time.sleep(0.05)
