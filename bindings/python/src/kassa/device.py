"""A fiscal register, opened."""

from ._callbacks import Callbacks
from ._questions import Questions
from ._receipts import Receipts
from ._reports import Reports


class Device(Receipts, Reports, Questions, Callbacks):
    """A register, from its configuration to close(); best used in a `with` statement.

    May be used from several threads: calls on one register are done one by one, also across processes. Every method
    raises a KassaError when it fails, Unsupported if the register has no such thing; a float anywhere in a document is
    a TypeError, before anything is sent.

    `external_id` is your own id of a document: the same id again gives the recorded answer and sends nothing, also
    after a restart; the same id with another content is IdReused. Keep it before you ask, and a lost answer costs
    nothing.

    It belongs to the process that opened it: after a fork (multiprocessing, gunicorn, Celery) the child opens its own,
    and every call on this one raises BadHandle there.
    """
