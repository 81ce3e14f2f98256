"""Why a whole file is turned away. Nothing of such a file is kept."""

from app.errors import N_, DomainError


class RegisterUnreadable(DomainError):
    """A register is read whole or not at all: half a register would be a biased frame."""

    status = 422
    message = N_("The file cannot be read as a register. Export it again as .xlsx or .csv.")


class EmptyFile(RegisterUnreadable):
    """An empty file is an export that failed, not a register without cases."""

    message = N_("The file is empty. Make the export again.")


class FileTooLarge(RegisterUnreadable):
    """A register of one municipality is far smaller; what is larger is a mistake or an attack."""

    message = N_("The file is larger than %(megabytes)s MB. Export only the cases of the period.")


class TooManyRows(RegisterUnreadable):
    """As FileTooLarge, and so that reading always ends in time."""

    message = N_("The file has more than %(most)s rows. Export only the cases of the period.")


class TooManyColumns(RegisterUnreadable):
    """As FileTooLarge; a register has tens of columns."""

    message = N_("The file has more than %(most)s columns. Export only the columns you need.")


class NumberInFileName(RegisterUnreadable):
    """Identity numbers are refused wherever they stand, in the name of a file too."""

    message = N_("The name of the file holds an identity number. Rename the file.")


class NotARegister(RegisterUnreadable):
    """Only tables are read: what else a file may be is guessed neither here nor later."""

    message = N_("This kind of file is not read. Export the register as .xlsx, .xls, .ods or .csv.")


class WebPage(RegisterUnreadable):
    """Some case systems save a web page and call it .xls; its markup is never interpreted."""

    message = N_(
        "The file is a web page or XML, whatever its name says. "
        "Open it in a spreadsheet program and save it as .xlsx."
    )


class BinarySigns(RegisterUnreadable):
    """Text with NUL or other control signs is a damaged file or a program."""

    message = N_(
        "The file holds signs that are not text. Export it again as .xlsx or CSV in UTF-8."
    )


class UnknownEncoding(RegisterUnreadable):
    """Letters are never guessed: a wrong å in a unit would make a stratum of its own."""

    message = N_(
        "The letters of the file cannot be read. Export it again as .xlsx or CSV in UTF-8."
    )


class UnknownDelimiter(RegisterUnreadable):
    """Only signs that case systems use between cells; another would split words."""

    message = N_("Choose semicolon, comma, tab or vertical bar as the separator.")


class BrokenQuotation(RegisterUnreadable):
    """An open quotation mark swallows rows, and a swallowed row would be missing unseen."""

    message = N_(
        "Near row %(row)s a quotation mark is not closed, or a cell is far too long. "
        "Correct the row and import again."
    )


class PasswordProtected(RegisterUnreadable):
    """What is encrypted cannot be checked for identity numbers."""

    message = N_("The workbook is protected by a password. Remove it and import again.")


class HoldsMacros(RegisterUnreadable):
    """A register needs no program inside it."""

    message = N_("The workbook holds macros. Save it as .xlsx and import again.")


class BrokenWorkbook(RegisterUnreadable):
    """A damaged workbook may lack rows without anybody seeing it."""

    message = N_("The workbook is damaged. Open it in a spreadsheet program and save it again.")


class OversizedWorkbook(RegisterUnreadable):
    """A small file can unpack to fill the memory of the server."""

    message = N_(
        "The workbook unpacks to far more than a register holds. "
        "Copy the table to a new workbook and import that."
    )


class NoTable(RegisterUnreadable):
    """Without a row of headings nobody can say what the columns mean."""

    message = N_(
        "No row with headings for at least two columns was found. "
        "Check the separator, or state the row of the headings."
    )


class NoSuchSheet(RegisterUnreadable):
    """Another sheet is never read in place of the one that was asked for."""

    message = N_("The workbook has no visible sheet with that name.")


class ReadingTookTooLong(RegisterUnreadable):
    """One file must not keep the others waiting."""

    message = N_(
        "The file took too much time or memory to read. Export only the cases and columns you need."
    )
