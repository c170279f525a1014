"""A device: an open connection to one register."""

from ._callbacks import Callbacks
from ._marking import Marking
from ._questions import Questions
from ._receipts import Receipts
from ._reports import Reports


class Device(Receipts, Reports, Questions, Marking, Callbacks):
    """An open connection to one register, until close(); use it in a `with` statement.

    May be used from several threads: calls on one register run one at a time, also across processes. Every method
    raises a KassaError on failure, Unsupported if the register does not support it. A float anywhere in a document raises
    TypeError before anything is sent.

    `external_id` is your own id of a document: the same id again returns the recorded answer and sends nothing, also
    after a restart; the same id with different content raises IdReused. Store it before you print: with it a lost answer
    can be recovered.

    A device belongs to the process that opened it: after a fork (multiprocessing, gunicorn, Celery) every call on it
    raises BadHandle in the child, which opens its own.
    """
