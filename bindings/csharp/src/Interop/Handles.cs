using System;
using System.Runtime.InteropServices;

namespace Kassa.Interop
{
    /// <summary>An open device. It is closed when the last call that uses it has returned.</summary>
    public sealed class DeviceHandle : SafeHandle
    {
        /// <summary>Takes over a handle that kassa_open gave.</summary>
        public DeviceHandle(IntPtr device) : base(IntPtr.Zero, true)
        {
            SetHandle(device);
        }

        /// <inheritdoc/>
        public override bool IsInvalid => handle == IntPtr.Zero;

        /// <inheritdoc/>
        protected override bool ReleaseHandle() => Library.Functions.kassa_close(handle) == Status.Ok;
    }

    /// <summary>A receipt in the making, for the functions without JSON.</summary>
    public sealed class ReceiptHandle : SafeHandle
    {
        /// <summary>Takes over a handle that kassa_receipt_new gave.</summary>
        public ReceiptHandle(IntPtr receipt) : base(IntPtr.Zero, true)
        {
            SetHandle(receipt);
        }

        /// <inheritdoc/>
        public override bool IsInvalid => handle == IntPtr.Zero;

        /// <inheritdoc/>
        protected override bool ReleaseHandle() => Library.Functions.kassa_receipt_free(handle) == Status.Ok;
    }
}
