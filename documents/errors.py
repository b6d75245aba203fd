"""What can be wrong with a file that is handed in."""

from django.utils.translation import gettext_noop

from core.errors import DomainError


class EmptyFile(DomainError):
    """The file has no content."""

    code = "empty_file"
    message = gettext_noop("“%(file_name)s” is empty. Choose the file again; a file needs at least one byte.")


class FileTooLarge(DomainError):
    """The file is longer than the limit of this installation."""

    code = "file_too_large"
    message = gettext_noop(
        "“%(file_name)s” has %(size)s MB; a file may have at most %(limit)s MB. Hand it in in parts."
    )
    status = 413


class WrongFileType(DomainError):
    """The content is none of the kinds that are kept, whatever the name says."""

    code = "wrong_file_type"
    message = gettext_noop(
        "“%(file_name)s” cannot be kept: its content is not one of %(allowed)s. The content counts, not the name."
    )


class DangerousArchive(DomainError):
    """An office file whose archive directory is not what an office file has."""

    code = "dangerous_archive"
    message = gettext_noop(
        "“%(file_name)s” cannot be kept: unpacked it would have more than %(limit)s MB or more than %(count)s parts. "
        "Save it again with an office program, or hand it in as PDF."
    )


class CannotKeep(DomainError):
    """The disk is full, or refuses to be written to."""

    code = "file_not_kept"
    message = gettext_noop(
        "“%(file_name)s” could not be kept (%(reason)s); nothing was done. Try again later, "
        "and tell the administrators."
    )
    status = 503


class DigestMismatch(DomainError):
    """The stored content is not what was handed in."""

    code = "digest_mismatch"
    message = gettext_noop("The content of “%(file_name)s” no longer matches its digest. Tell the administrators.")
    status = 500
