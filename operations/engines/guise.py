"""PostgreSQL refuses to run as root: where we are root, it is started as somebody else."""

import grp
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_UNSHARE = ("--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Guise:
    """身份: a prefix for the command, or the user and group to become; neither where we are not root."""

    prefix: tuple[str, ...] = ()
    user: str | None = None
    group: str | None = None

    def own(self, directory: Path) -> None:
        """Give the directory and all in it to whoever will run in it, if it is somebody else's."""
        if os.geteuid() != 0:
            return
        user = pwd.getpwnam(self.user).pw_uid if self.user else 0
        group = grp.getgrnam(self.group).gr_gid if self.group else 0
        if directory.stat().st_uid == user:
            return
        for path in [directory, *directory.rglob("*")]:
            os.chown(path, user, group, follow_symlinks=False)


@cache
def guise() -> Guise:
    """A user namespace in which root looks like an ordinary user (no file changes hands); otherwise ``nobody``."""
    if os.geteuid() != 0:
        return Guise()
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, *_UNSHARE, "true"], capture_output=True, check=False).returncode == 0:
        return Guise(prefix=(unshare, *_UNSHARE))
    return Guise(user="nobody", group=_group_of_nobody())


def _group_of_nobody() -> str:
    names = {entry.gr_name for entry in grp.getgrall()}
    return "nogroup" if "nogroup" in names else "nobody"
