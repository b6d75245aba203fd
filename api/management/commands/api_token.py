"""``api_token USERNAME --name N [--days D]`` issues a token and prints its secret once; ``--revoke`` takes it back."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from api.tokens import issue_token, revoke_token
from core.clock import now
from core.commands import AnsweringCommand


class Command(AnsweringCommand):
    help = "Issues a token with which a program signs in as a person, or revokes one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="what the token is for")
        parser.add_argument("--days", type=int, default=365, help="how long it is valid (default: 365)")
        parser.add_argument("--revoke", action="store_true", help="take back the token of this name")

    def answer(self, **options: Any) -> dict[str, Any]:
        username, name = options["username"], options["name"]
        if options["revoke"]:
            token = revoke_token(username=username, name=name, at=now())
            self._say(options, _("The token %(name)s of %(username)s opens nothing any more.") % options)
            return {"username": username, "name": token.name, "revoked": True}
        token, secret = issue_token(username=username, name=name, days=options["days"], at=now())
        self._say(options, _("Write it down, it is shown this once:"), secret)
        return {
            "username": username, "name": token.name, "token": secret, "expires_at": token.expires_at.isoformat(),
        }  # fmt: skip

    def _say(self, options: dict[str, Any], *lines: str) -> None:
        if not options["json"]:
            self.stdout.write("\n".join(lines))
