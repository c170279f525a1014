using System;
using System.Runtime.InteropServices;

namespace Kassa.Interop
{
    /// <summary>An open device. It is closed when the last call that uses it has returned.</summary>
    public sealed class DeviceHandle : SafeHandle
    {
        /// <summary>Takes ownership of a handle from kassa_open.</summary>
        public DeviceHandle(IntPtr device) : base(IntPtr.Zero, true)
        {
            SetHandle(device);
        }

        private GCHandle _kept;

        /// <summary>
        /// Keeps delegates that threads of the library may call until the device is closed: the garbage collector might free
        /// them together with the device, before it is closed.
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

    /// <summary>A receipt that is put together field by field, for the functions without JSON.</summary>
    public sealed class ReceiptHandle : SafeHandle
    {
        /// <summary>Takes ownership of a handle from kassa_receipt_new.</summary>
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
