namespace Kassa
{
    /// <summary>What became of a call, by the numbers of kassa.h; each but Ok has an exception of its name.</summary>
    public enum Status
    {
        /// <summary>Done.</summary>
        Ok = 0,
        /// <summary>A text that is not valid, or nothing where something is needed.</summary>
        BadArgument = 1,
        /// <summary>The handle is not an open one.</summary>
        BadHandle = 2,
        /// <summary>The configuration is wrong.</summary>
        BadConfig = 3,
        /// <summary>The task is wrong. Nothing was sent.</summary>
        BadDocument = 4,
        /// <summary>The backend has no such task or method.</summary>
        Unsupported = 5,
        /// <summary>There is no link to the device. Nothing was sent.</summary>
        NoLink = 6,
        /// <summary>The device said no. The document does not exist.</summary>
        Refused = 7,
        /// <summary>The device was seen not to have made the document.</summary>
        NotMade = 8,
        /// <summary>Whether the document exists is not known yet.</summary>
        Unknown = 9,
        /// <summary>A question got no usable answer.</summary>
        NoAnswer = 10,
        /// <summary>Another thread or program holds the device.</summary>
        Busy = 11,
        /// <summary>The journal cannot be used.</summary>
        Journal = 12,
        /// <summary>The external id belongs to a document of another content.</summary>
        IdReused = 13,
        /// <summary>The journal knows no document of this id.</summary>
        NotFound = 14,
        /// <summary>The program broke the call off before a fiscal document was sent.</summary>
        Cancelled = 15,
        /// <summary>The document stands in the register's queue; it will be made or refused.</summary>
        Pending = 16,
        /// <summary>A fault of the library.</summary>
        Internal = 99,
    }

    /// <summary>Whether the document of a failed call exists.</summary>
    public enum Outcome
    {
        /// <summary>Nobody can tell yet.</summary>
        Unknown,
        /// <summary>Not one byte of the request left this machine.</summary>
        NotSent,
        /// <summary>The register said no, or was seen not to have made the document.</summary>
        Rejected,
        /// <summary>The document exists.</summary>
        Registered,
    }

    /// <summary>What may be done after a failed call.</summary>
    public enum Retry
    {
        /// <summary>A person has to look at the register, the network or the disk.</summary>
        Service,
        /// <summary>The same call may be made again as it is, a little later.</summary>
        Safe,
        /// <summary>The document or the configuration has to be changed first, at the places of the faults.</summary>
        FixInput,
        /// <summary>Ask with <see cref="Device.Recover"/> before anything else.</summary>
        RecoverFirst,
    }
}
