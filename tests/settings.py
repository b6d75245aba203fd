"""The product's settings, with what tests need otherwise: a data folder of their own and no compiled static files."""

import atexit
import os
import shutil
import tempfile

# Before the settings are read: nothing of a developer's world may reach the tests.
_DATA = tempfile.mkdtemp(prefix="dingfen-tests-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("DINGFEN_") or name == "REHEARSAL"]:
    del os.environ[_name]
os.environ["DINGFEN_DATA"] = _DATA
os.environ["DINGFEN_FAILPOINTS"] = "tests.faults.points"
os.environ["DINGFEN_SECRET_KEY"] = "a key of the tests, worth nothing anywhere else, sixty long"

from config.settings import *  # noqa: E402, F403  (the environment comes first)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A test that needs a real broker starts processes of its own (fixture ``broker_url``); nothing else sends to one.
REDIS_URL = "memory://"
