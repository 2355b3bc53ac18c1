"""Under which account the services run: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portero.embedded.errors import ServiceError

# Lets an ordinary user pass folders that only root may enter (a checkout below /root), without
# opening them to anybody else. PostgreSQL looks at the user id only.
PASS_FOLDERS = (
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",  # access(2), which initdb asks, would otherwise forget the capability
)


@dataclass(frozen=True)
class Account:
    """Who runs the services, and what to put before a command to run it as that account."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def give(self, path: Path) -> None:
        """Hand a folder of ours to the account, closed to everybody else."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = path.lstat()
        if path.is_symlink() or owner.st_uid not in (os.geteuid(), self.uid):
            raise ServiceError(f"{path} belongs to another user: remove it, or use another PORTERO_VAR.")
        if owner.st_uid != self.uid:
            os.chown(path, self.uid, self.gid)
        if owner.st_mode & 0o777 != 0o700:
            path.chmod(0o700)


def service_uid(var: Path, checkout: Path) -> int:
    """Us; for root the owner of existing data, else of the checkout, else `nobody`."""
    if os.geteuid() != 0:
        return os.geteuid()
    for path in (var / "postgres", checkout):
        if path.exists() and (uid := path.stat().st_uid) != 0 and _is_known(uid):
            return uid
    return pwd.getpwnam("nobody").pw_uid


def service_account(uid: int, must_run: Path, must_write: Path) -> Account:
    """The account that can run the program `must_run` and write the folder `must_write`.

    Raises ServiceError when root can't give an ordinary user a way to both.
    """
    if os.geteuid() != 0:
        return Account(uid, os.getegid())
    if not (setpriv := shutil.which("setpriv")):
        raise ServiceError(
            "PostgreSQL can't run as root: install util-linux (setpriv), or be an ordinary user."
        )
    gid = pwd.getpwuid(uid).pw_gid
    become = (setpriv, f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    must_write.mkdir(mode=0o755, parents=True, exist_ok=True)
    for prefix in (become, (*become, *PASS_FOLDERS)):
        account = Account(uid, gid, prefix)
        if _reaches(account, must_run, must_write):
            return account
    raise ServiceError(
        f"PostgreSQL can't run as root, and the user {pwd.getpwuid(uid).pw_name} can't enter {must_write} "
        f"or run {must_run}. Put the checkout where other users may enter, or run as an ordinary user."
    )


def _is_known(uid: int) -> bool:
    """Initdb refuses a user id that has no name."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _reaches(account: Account, program: Path, folder: Path) -> bool:
    check = ["sh", "-c", '"$0" --version && test -x "$1"', os.fspath(program), os.fspath(folder)]
    try:
        return subprocess.run([*account.prefix, *check], cwd="/", capture_output=True).returncode == 0
    except OSError:
        return False
