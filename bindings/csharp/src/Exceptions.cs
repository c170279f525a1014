using System.Collections.Generic;

namespace Kassa
{
    /// <summary>Invalid text, or null where a value is required.</summary>
    public sealed class BadArgumentException : KassaException
    {
        internal BadArgumentException(Json error) : base(Status.BadArgument, error)
        {
        }
    }

    /// <summary>The device is closed.</summary>
    public sealed class BadHandleException : KassaException
    {
        internal BadHandleException(Json error) : base(Status.BadHandle, error)
        {
        }
    }

    /// <summary>The configuration is wrong; <see cref="KassaException.Faults"/> has every wrong key.</summary>
    public sealed class BadConfigException : KassaException
    {
        internal BadConfigException(Json error) : base(Status.BadConfig, error)
        {
        }
    }

    /// <summary>The task is wrong; <see cref="KassaException.Faults"/> has every wrong field. Nothing was sent.</summary>
    public sealed class BadDocumentException : KassaException
    {
        internal BadDocumentException(Json error) : base(Status.BadDocument, error)
        {
        }
    }

    /// <summary>The backend does not support this task or method. Nothing was sent.</summary>
    public sealed class UnsupportedException : KassaException
    {
        internal UnsupportedException(Json error) : base(Status.Unsupported, error)
        {
        }
    }

    /// <summary>There is no connection to the register. Nothing was sent.</summary>
    public sealed class NoLinkException : KassaException
    {
        internal NoLinkException(Json error) : base(Status.NoLink, error)
        {
        }
    }

    /// <summary>The register refused; <see cref="KassaException.Backend"/> has its own code and text.</summary>
    public sealed class RefusedException : KassaException
    {
        internal RefusedException(Json error) : base(Status.Refused, error)
        {
        }
    }

    /// <summary>The register has not made the document: sending it again is safe.</summary>
    public sealed class NotMadeException : KassaException
    {
        internal NotMadeException(Json error) : base(Status.NotMade, error)
        {
        }
    }

    /// <summary>The answer was lost, and it is not known yet whether the document exists: call <see cref="Device.Recover"/>.</summary>
    public sealed class UnknownOutcomeException : KassaException
    {
        internal UnknownOutcomeException(Json error) : base(Status.Unknown, error)
        {
        }
    }

    /// <summary>The register gave no usable answer to a query; no document was made by this call.</summary>
    public sealed class NoAnswerException : KassaException
    {
        internal NoAnswerException(Json error) : base(Status.NoAnswer, error)
        {
        }
    }

    /// <summary>Another thread or program uses the device.</summary>
    public sealed class BusyException : KassaException
    {
        internal BusyException(Json error) : base(Status.Busy, error)
        {
        }
    }

    /// <summary>The journal cannot be opened, read or written.</summary>
    public sealed class JournalException : KassaException
    {
        internal JournalException(Json error) : base(Status.Journal, error)
        {
        }
    }

    /// <summary>
    /// This external id was already used for a document with different content; nothing was sent. If it is the same sale,
    /// take the recorded document; give a different sale its own id.
    /// </summary>
    public sealed class IdReusedException : KassaException
    {
        internal IdReusedException(Json error) : base(Status.IdReused, error)
        {
            Recorded = error["recorded"];
            Differences = error["differences"].Items;
        }

        /// <summary>The <c>fiscalParams</c> of the document that is registered under this id; empty while that one is unresolved.</summary>
        public Json Recorded { get; }

        /// <summary>The first fields that differ: <c>path</c>, and <c>was</c> and <c>is</c> unless they are personal data.</summary>
        public IReadOnlyList<Json> Differences { get; }
    }

    /// <summary>The journal has no document with this id, or the register has nothing of what was asked for.</summary>
    public sealed class NotFoundException : KassaException
    {
        internal NotFoundException(Json error) : base(Status.NotFound, error)
        {
        }
    }

    /// <summary>The call was cancelled with <see cref="Device.Cancel"/>; the outcome says what that means for a document.</summary>
    public sealed class CancelledException : KassaException
    {
        internal CancelledException(Json error) : base(Status.Cancelled, error)
        {
        }

        /// <summary>A call that was cancelled before it reached the library, with the same texts as from the library.</summary>
        internal static CancelledException BeforeItsTurn() => new CancelledException(new JsonObject
        {
            { "code", (long)Status.Cancelled },
            { "name", "cancelled" },
            { "outcome", "notSent" },
            { "retry", "safe" },
            { "message", new JsonObject { { "ru", "Программа отменила вызов до его начала; ничего не отправлено." }, { "en", "The program cancelled the call before it began; nothing was sent." } } },
            { "advice", new JsonObject { { "ru", "Повторите вызов, если он ещё нужен." }, { "en", "Retry the call if it is still needed." } } },
        });
    }

    /// <summary>The document is in the register's queue and will be made or refused: call <see cref="Device.Recover"/> later; do not send it again.</summary>
    public sealed class PendingException : KassaException
    {
        internal PendingException(Json error) : base(Status.Pending, error)
        {
        }
    }

    /// <summary>The shift is already open, or already closed: no document was made, and there is nothing to do.</summary>
    public sealed class AlreadyDoneException : KassaException
    {
        internal AlreadyDoneException(Json error) : base(Status.AlreadyDone, error)
        {
        }
    }

    /// <summary>A defect of the library.</summary>
    public sealed class InternalErrorException : KassaException
    {
        internal InternalErrorException(Json error) : base(Status.Internal, error)
        {
        }
    }

    /// <summary>The exception of each status; one that a newer library adds is a plain <see cref="KassaException"/>.</summary>
    internal static class Exceptions
    {
        internal static KassaException Of(Status status, Json error)
        {
            switch (status)
            {
                case Status.BadArgument:
                    return new BadArgumentException(error);
                case Status.BadHandle:
                    return new BadHandleException(error);
                case Status.BadConfig:
                    return new BadConfigException(error);
                case Status.BadDocument:
                    return new BadDocumentException(error);
                case Status.Unsupported:
                    return new UnsupportedException(error);
                case Status.NoLink:
                    return new NoLinkException(error);
                case Status.Refused:
                    return new RefusedException(error);
                case Status.NotMade:
                    return new NotMadeException(error);
                case Status.Unknown:
                    return new UnknownOutcomeException(error);
                case Status.NoAnswer:
                    return new NoAnswerException(error);
                case Status.Busy:
                    return new BusyException(error);
                case Status.Journal:
                    return new JournalException(error);
                case Status.IdReused:
                    return new IdReusedException(error);
                case Status.NotFound:
                    return new NotFoundException(error);
                case Status.Cancelled:
                    return new CancelledException(error);
                case Status.Pending:
                    return new PendingException(error);
                case Status.AlreadyDone:
                    return new AlreadyDoneException(error);
                case Status.Internal:
                    return new InternalErrorException(error);
                default:
                    return new KassaException(status, error);
            }
        }
    }
}
