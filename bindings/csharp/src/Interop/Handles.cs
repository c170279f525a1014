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

        private GCHandle _kept;

        /// <summary>
        /// Keeps what threads of the library's own may call until the device is closed, for which a collector that takes
        /// both in one sweep would not wait.
        /// </summary>
        internal void Keep(Delegate called) => _kept = GCHandle.Alloc(called);

        /// <inheritdoc/>
        public override bool IsInvalid => handle == IntPtr.Zero;

        /// <inheritdoc/>
        protected override bool ReleaseHandle()
        {
            var closed = Library.Functions.kassa_close(handle) == Status.Ok;
            if (_kept.IsAllocated)
            {
                _kept.Free();
            }
            return closed;
        }
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
