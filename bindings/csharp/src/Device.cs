using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>
    /// An open connection to one fiscal register, from <see cref="Open(Json)"/> to <see cref="Close"/>; use it in a using
    /// statement.
    /// </summary>
    /// <remarks>
    /// May be used from several threads: calls on one register run one at a time, also across processes. Every method
    /// throws a <see cref="KassaException"/> on failure, and each has an asynchronous twin. A twin whose token is cancelled
    /// ends as cancelled if nothing was sent, otherwise with <see cref="UnknownOutcomeException"/>: what was sent cannot be
    /// called back. `externalId` is your own id of a document: the same id again returns the recorded answer and sends
    /// nothing, also after a restart.
    /// </remarks>
    public sealed partial class Device : IDisposable
    {
        private readonly DeviceHandle _handle;
        private readonly Turns _turns;

        internal Turns Turns => _turns;

        private Device(DeviceHandle handle)
        {
            _handle = handle;
            _turns = new Turns(handle);
        }

        /// <summary>Opens a device from its configuration (docs/en/config.md). Sends nothing: the register may be switched off.</summary>
        public static Device Open(Json config) => Open((config ?? throw new ArgumentNullException(nameof(config))).ToString());

        /// <summary>Opens a device from its configuration as JSON text.</summary>
        public static Device Open(string config)
        {
            KassaException.Check(Library.Functions.kassa_open_w(Utf8.Whole(config), out var device));
            return new Device(new DeviceHandle(device));
        }

        /// <summary>The handle of the C interface, for <see cref="Library.Functions"/>.</summary>
        public DeviceHandle Handle => _handle;

        /// <summary>Receives the progress of calls on this device that have no listener of their own.</summary>
        /// <remarks>It runs on the thread that makes the call, and may call only <see cref="Cancel"/> of the device.</remarks>
        public IProgress<CallProgress> Progress
        {
            get => _turns.Listener;
            set => _turns.Listener = value;
        }

        /// <summary>Closes the device; calling it again does nothing. A call that another thread is making finishes normally.</summary>
        public void Close() => _handle.Dispose();

        /// <summary>Closes the device.</summary>
        public void Dispose() => Close();

        /// <summary>
        /// Cancels the calls that other threads are making on this device. They soon throw
        /// <see cref="CancelledException"/> if nothing was sent yet, otherwise <see cref="UnknownOutcomeException"/>. Calls
        /// that begin later are not affected.
        /// </summary>
        public void Cancel() => _turns.CancelAll();

        /// <summary>Executes any task of the vocabulary (docs/en/tasks.md) and returns its answer.</summary>
        public Json Execute(Json task) => Execute(Text(task));

        /// <summary>Executes a task as JSON text.</summary>
        public Json Execute(string task) => _turns.Run(Asking(Library.Functions.kassa_execute_w, task));

        /// <summary>As <see cref="Execute(Json)"/>, without blocking.</summary>
        public Task<Json> ExecuteAsync(Json task, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            ExecuteAsync(Text(task), progress, cancel);

        /// <summary>As <see cref="Execute(string)"/>, without blocking.</summary>
        public Task<Json> ExecuteAsync(string task, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            _turns.RunAsync(Asking(Library.Functions.kassa_execute_w, task), progress, cancel);

        /// <summary>Checks a task as <see cref="Execute(Json)"/> does, and sends nothing; <see cref="BadDocumentException"/> has every fault.</summary>
        public Done Validate(Json task) => Validate(Text(task));

        /// <summary>Checks a task as JSON text.</summary>
        public Done Validate(string task) => new Done(_turns.Run(Asking(Library.Functions.kassa_validate_w, task)));

        /// <summary>As <see cref="Validate(Json)"/>, without blocking.</summary>
        public Task<Done> ValidateAsync(Json task, CancellationToken cancel = default) => ValidateAsync(Text(task), cancel);

        /// <summary>As <see cref="Validate(string)"/>, without blocking.</summary>
        public async Task<Done> ValidateAsync(string task, CancellationToken cancel = default) =>
            new Done(await _turns.RunAsync(Asking(Library.Functions.kassa_validate_w, task), null, cancel).ConfigureAwait(false));

        /// <summary>Finds out what became of a document, and returns it if it exists.</summary>
        /// <exception cref="NotMadeException">It does not exist; it may be sent again.</exception>
        /// <exception cref="UnknownOutcomeException">Not known yet: ask again later.</exception>
        /// <exception cref="NotFoundException">The journal has no document with this id.</exception>
        public Document Recover(string externalId) =>
            new Document(_turns.Run(Asking(Library.Functions.kassa_recover_w, externalId)));

        /// <summary>As <see cref="Recover"/>, without blocking.</summary>
        public async Task<Document> RecoverAsync(string externalId, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            new Document(await _turns.RunAsync(Asking(Library.Functions.kassa_recover_w, externalId), progress, cancel).ConfigureAwait(false));

        /// <summary>
        /// Reads documents that the journal has lost back from the register, after a <see cref="JournalException"/> reported
        /// lost documents; a person decides on it. Returns them in <c>documents</c>.
        /// </summary>
        public Json RebuildJournal() =>
            _turns.Run(device => Answered(Library.Functions.kassa_rebuild_journal_w(device, out var answer), answer));

        /// <summary>
        /// Draws a fiscal document as text, PNG, PDF or HTML: <c>{"externalId": "order-1", "task": {…}, "format": "png"}</c>.
        /// docs/en/render.md lists the members of the request. Text and HTML are UTF-8.
        /// </summary>
        /// <exception cref="BadDocumentException">Every fault of the request and of its task.</exception>
        /// <exception cref="IdReusedException">The task is not the one that made the document.</exception>
        public byte[] Render(Json request) => Render(Text(request));

        /// <summary>Draws a document by a request as JSON text.</summary>
        public byte[] Render(string request) => _turns.Run(Drawing(request));

        /// <summary>As <see cref="Render(Json)"/>, without blocking.</summary>
        public Task<byte[]> RenderAsync(Json request, CancellationToken cancel = default) =>
            _turns.RunAsync(Drawing(Text(request)), null, cancel);

        /// <summary>Calls a native method of the backend by its own name, and returns the answer of the device unchanged.</summary>
        public Json Call(string method, Json parameters = null) => _turns.Run(Calling(method, parameters));

        /// <summary>As <see cref="Call"/>, without blocking.</summary>
        public Task<Json> CallAsync(string method, Json parameters = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            _turns.RunAsync(Calling(method, parameters), progress, cancel);

        internal static string Text(Json value) => (value ?? throw new ArgumentNullException(nameof(value))).ToString();

        internal static Func<DeviceHandle, Json> Asking(AskWide function, string text)
        {
            Utf8.Whole(text ?? throw new ArgumentNullException(nameof(text)));
            return device => Answered(function(device, text, out var answer), answer);
        }

        private static Func<DeviceHandle, byte[]> Drawing(string request)
        {
            Utf8.Whole(request ?? throw new ArgumentNullException(nameof(request)));
            return device =>
            {
                var status = Library.Functions.kassa_render_w(device, request, out var bytes, out var length);
                KassaException.Check(status);
                try
                {
                    var file = new byte[checked((int)length.ToUInt64())];
                    Marshal.Copy(bytes, file, 0, file.Length);
                    return file;
                }
                finally
                {
                    Library.Functions.kassa_bytes_free(bytes, length);
                }
            };
        }

        private static Func<DeviceHandle, Json> Calling(string method, Json parameters)
        {
            Utf8.Whole(method ?? throw new ArgumentNullException(nameof(method)));
            var text = parameters?.ToString();
            return device => Answered(Library.Functions.kassa_call_w(device, method, text, out var answer), answer);
        }

        internal static Json Answered(Status status, IntPtr answer)
        {
            var told = Answers.Taken(answer);
            return status == Status.Ok ? told : throw Exceptions.Of(status, told["error"]);
        }

        private T Asked<T>(Json task, Func<Json, T> read) => read(Execute(task));

        private async Task<T> AskedAsync<T>(Json task, Func<Json, T> read, IProgress<CallProgress> progress, CancellationToken cancel) =>
            read(await ExecuteAsync(task, progress, cancel).ConfigureAwait(false));
    }
}
