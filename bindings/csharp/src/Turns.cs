using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>Progress of a call on a device.</summary>
    public sealed class CallProgress
    {
        internal CallProgress(Json told)
        {
            Stage = told["stage"].AsText() ?? "";
            Done = told["done"].AsInt64();
            Of = told["of"].AsInt64();
        }

        /// <summary>
        /// waiting (for another program), looking (at the last document), sending, settling (a lost answer), downloading
        /// (a file, in bytes), relaying (documents to the OFD).
        /// </summary>
        public string Stage { get; }

        /// <summary>How much is done, if known.</summary>
        public long? Done { get; }

        /// <summary>How much there is in total, if known.</summary>
        public long? Of { get; }
    }

    /// <summary>Listeners of the host: an exception must not pass through the native library.</summary>
    internal static class Listeners
    {
        internal static void Guard(Action tell)
        {
            try
            {
                tell();
            }
            catch (Exception error)
            {
                Trace.TraceError("kassa: a listener failed: " + error);
            }
        }
    }

    /// <summary>
    /// The calls on one device. They run one at a time, because kassa_cancel cancels every running call of a device: so a
    /// token cancels its own call and no other.
    /// </summary>
    internal sealed class Turns
    {
        private readonly SemaphoreSlim _turn = new SemaphoreSlim(1, 1);
        private readonly DeviceHandle _device;
        private readonly Told _told;
        private CancellationTokenSource _all = new CancellationTokenSource();
        private volatile IProgress<CallProgress> _listener;

        internal Turns(DeviceHandle device)
        {
            _device = device;
            _told = Tell;
            KassaException.Check(Library.Functions.kassa_set_progress(device, _told, IntPtr.Zero));
        }

        /// <summary>Receives the progress of every call that has no listener of its own.</summary>
        internal IProgress<CallProgress> Listener { get; set; }

        /// <summary>Cancels the running call and those that wait for their turn.</summary>
        internal void CancelAll() => Interlocked.Exchange(ref _all, new CancellationTokenSource()).Cancel();

        internal T Run<T>(Func<DeviceHandle, T> call, IProgress<CallProgress> progress = null, CancellationToken cancel = default)
        {
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, Volatile.Read(ref _all).Token))
            {
                try
                {
                    _turn.Wait(either.Token);
                }
                catch (OperationCanceledException)
                {
                    throw CancelledException.BeforeItsTurn();
                }
                try
                {
                    return Watched(call, progress ?? Listener, either.Token);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }

        internal async Task<T> RunAsync<T>(Func<DeviceHandle, T> call, IProgress<CallProgress> progress, CancellationToken cancel)
        {
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, Volatile.Read(ref _all).Token))
            {
                try
                {
                    await _turn.WaitAsync(either.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    cancel.ThrowIfCancellationRequested();
                    throw CancelledException.BeforeItsTurn();
                }
                try
                {
                    // The call blocks for as long as the register takes, so it gets a thread of its own.
                    return await Task.Factory.StartNew(
                        () => Watched(call, progress ?? Listener, either.Token), CancellationToken.None,
                        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                        TaskScheduler.Default).ConfigureAwait(false);
                }
                catch (CancelledException error) when (cancel.IsCancellationRequested)
                {
                    throw new OperationCanceledException(error.Message, error, cancel);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }

        private T Watched<T>(Func<DeviceHandle, T> call, IProgress<CallProgress> listener, CancellationToken cancel)
        {
            _listener = listener;
            using (new Stop(_device, cancel))
            {
                try
                {
                    return call(_device);
                }
                finally
                {
                    _listener = null;
                    GC.KeepAlive(_told);
                }
            }
        }

        private void Tell(IntPtr user, IntPtr progress)
        {
            var listener = _listener;
            if (listener != null)
            {
                Listeners.Guard(() => listener.Report(new CallProgress(Json.Parse(Utf8.Text(progress)))));
            }
        }

        /// <summary>Cancels one call when its token is cancelled.</summary>
        private sealed class Stop : IDisposable
        {
            // A token may speak just before the library begins the call, and kassa_cancel does not touch what begins
            // later: so it is called until the call is back.
            private const int AgainMs = 50;

            private readonly object _ending = new object();
            private readonly DeviceHandle _device;
            private readonly Timer _timer;
            private readonly CancellationTokenRegistration _registration;
            private bool _ended;

            internal Stop(DeviceHandle device, CancellationToken cancel)
            {
                _device = device;
                _timer = new Timer(_ => Break(), null, Timeout.Infinite, Timeout.Infinite);
                _registration = cancel.Register(() => Start());
            }

            public void Dispose()
            {
                lock (_ending)
                {
                    _ended = true;
                    _timer.Dispose();
                }
                _registration.Dispose();
            }

            private void Start()
            {
                lock (_ending)
                {
                    if (!_ended)
                    {
                        _timer.Change(0, AgainMs);
                    }
                }
            }

            private void Break()
            {
                lock (_ending)
                {
                    if (!_ended)
                    {
                        // The call holds the handle, so it is an open one; there is nobody here to tell of a failure.
                        Library.Functions.kassa_cancel(_device);
                    }
                }
            }
        }
    }
}
