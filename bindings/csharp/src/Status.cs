namespace Kassa
{
    /// <summary>Result of a call, with the numbers of kassa.h; each but Ok has an exception with its name.</summary>
    public enum Status
    {
        /// <summary>The call succeeded.</summary>
        Ok = 0,
        /// <summary>Invalid text, or null where a value is required.</summary>
        BadArgument = 1,
        /// <summary>The handle is not open in this process.</summary>
        BadHandle = 2,
        /// <summary>The configuration is wrong.</summary>
        BadConfig = 3,
        /// <summary>The task is wrong. Nothing was sent.</summary>
        BadDocument = 4,
        /// <summary>The backend does not support this task or method. Nothing was sent.</summary>
        Unsupported = 5,
        /// <summary>There is no connection to the register. Nothing was sent.</summary>
        NoLink = 6,
        /// <summary>The register refused. The document does not exist.</summary>
        Refused = 7,
        /// <summary>The register has not made the document.</summary>
        NotMade = 8,
        /// <summary>It is not known yet whether the document exists.</summary>
        Unknown = 9,
        /// <summary>The register gave no usable answer to a query.</summary>
        NoAnswer = 10,
        /// <summary>Another thread or program uses the device.</summary>
        Busy = 11,
        /// <summary>The journal cannot be used.</summary>
        Journal = 12,
        /// <summary>This external id was already used for a document with different content.</summary>
        IdReused = 13,
        /// <summary>The journal has no document with this id, or the register has nothing of what was asked for.</summary>
        NotFound = 14,
        /// <summary>The call was cancelled; the outcome says what that means for a document.</summary>
        Cancelled = 15,
        /// <summary>The document is in the register's queue and will be made or refused.</summary>
        Pending = 16,
        /// <summary>The shift is already open, or already closed: there is nothing to do.</summary>
        AlreadyDone = 17,
        /// <summary>A defect of the library.</summary>
        Internal = 99,
    }

    /// <summary>Whether the document of a failed call exists.</summary>
    public enum Outcome
    {
        /// <summary>Not known yet.</summary>
        Unknown,
        /// <summary>This call sent nothing of it, and no earlier call left open what became of it.</summary>
        NotSent,
        /// <summary>The register refused, or has not made the document and will not.</summary>
        Rejected,
        /// <summary>The document exists.</summary>
        Registered,
    }

    /// <summary>What to do after a failed call.</summary>
    public enum Retry
    {
        /// <summary>Call a person: the register, the network or the disk needs one.</summary>
        Service,
        /// <summary>Make the same call again, a little later.</summary>
        Safe,
        /// <summary>Fix the document or the configuration first; see the faults.</summary>
        FixInput,
        /// <summary>Call <see cref="Device.Recover"/> before anything else.</summary>
        RecoverFirst,
    }
}
