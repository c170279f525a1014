using System;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>
    /// The service OFD.ru, which registers registers with the tax service, and the registration workflow over it. Each
    /// method has an asynchronous twin.
    /// </summary>
    public sealed class Registrar : IDisposable
    {
        private Registrar(Device device)
        {
            Device = device;
        }

        /// <summary>The service as a device, for <see cref="Kassa.Device.Call"/> and <see cref="Kassa.Device.Cancel"/>.</summary>
        public Device Device { get; }

        /// <summary>Opens the service from its configuration: <c>{"backend": "ofdru", …}</c>. Sends nothing.</summary>
        public static Registrar Open(Json config) => new Registrar(Device.Open(config));

        /// <summary>Closes it; calling it again does nothing.</summary>
        public void Dispose() => Device.Dispose();

        /// <summary>Starts the registration workflow of a register, or corrects the request of one that waits for it. Sends nothing.</summary>
        public Road Start(Device register, Json request) => new Road(Device.Turns.Run(Starting(register, request)));

        /// <summary>As <see cref="Start"/>, without blocking.</summary>
        public async Task<Road> StartAsync(Device register, Json request, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            new Road(await Device.Turns.RunAsync(Starting(register, request), progress, cancel).ConfigureAwait(false));

        /// <summary>Advances the registration workflow as far as it can go now. Call it again later, also weeks later.</summary>
        /// <param name="register">The register.</param>
        /// <param name="id">Id of the workflow.</param>
        /// <param name="signer">
        /// Returns the signature of a document in base64, or null if it cannot be signed now; without a signer the workflow
        /// stops where a signature is needed. It runs on the thread of the call, and must not call the library.
        /// </param>
        public Road Advance(Device register, string id, Func<Unsigned, string> signer = null) =>
            new Road(Device.Turns.Run(Advancing(register, id, signer, CancellationToken.None)));

        /// <summary>As <see cref="Advance"/>, without blocking.</summary>
        public async Task<Road> AdvanceAsync(Device register, string id, Func<Unsigned, string> signer = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            new Road(await Device.Turns.RunAsync(Advancing(register, id, signer, cancel), progress, cancel).ConfigureAwait(false));

        /// <summary>The state of the workflow from the journal alone. Sends nothing.</summary>
        public Road State(string id) => new Road(Device.Turns.Run(Device.Asking(Library.Functions.kassa_registration_state_w, id)));

        /// <summary>As <see cref="State"/>, without blocking.</summary>
        public async Task<Road> StateAsync(string id, CancellationToken cancel = default) =>
            new Road(await Device.Turns.RunAsync(Device.Asking(Library.Functions.kassa_registration_state_w, id), null, cancel).ConfigureAwait(false));

        /// <summary>Creates an application (OFD.ru, table 1). After <see cref="UnknownOutcomeException"/> look for it with <see cref="ListApplications"/>.</summary>
        public Json CreateApplication(Json parameters) => Ask(Library.Functions.kassa_application_create_w, parameters);

        /// <summary>As <see cref="CreateApplication"/>, without blocking.</summary>
        public Task<Json> CreateApplicationAsync(Json parameters, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskAsync(Library.Functions.kassa_application_create_w, parameters, progress, cancel);

        /// <summary>Changes an application (table 3).</summary>
        public Json UpdateApplication(Json parameters) => Ask(Library.Functions.kassa_application_update_w, parameters);

        /// <summary>As <see cref="UpdateApplication"/>, without blocking.</summary>
        public Task<Json> UpdateApplicationAsync(Json parameters, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskAsync(Library.Functions.kassa_application_update_w, parameters, progress, cancel);

        /// <summary>Lists the applications of an account (table 4): <c>{"ofdAgreementId"}</c>, or an empty object for that of the configuration.</summary>
        public Json ListApplications(Json parameters) => Ask(Library.Functions.kassa_application_list_w, parameters);

        /// <summary>As <see cref="ListApplications"/>, without blocking.</summary>
        public Task<Json> ListApplicationsAsync(Json parameters, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskAsync(Library.Functions.kassa_application_list_w, parameters, progress, cancel);

        /// <summary>Returns one application: <c>{"id"}</c>.</summary>
        public Json GetApplication(Json parameters) => Ask(Library.Functions.kassa_application_get_w, parameters);

        /// <summary>As <see cref="GetApplication"/>, without blocking.</summary>
        public Task<Json> GetApplicationAsync(Json parameters, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskAsync(Library.Functions.kassa_application_get_w, parameters, progress, cancel);

        /// <summary>Asks the service to make the documents of an application, which are then signed: <c>{"id"}</c>.</summary>
        public Json PrepareDocuments(Json parameters) => Ask(Library.Functions.kassa_application_prepare_documents_w, parameters);

        /// <summary>As <see cref="PrepareDocuments"/>, without blocking.</summary>
        public Task<Json> PrepareDocumentsAsync(Json parameters, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskAsync(Library.Functions.kassa_application_prepare_documents_w, parameters, progress, cancel);

        /// <summary>Adds a signature to a document (table 7): <c>{"id", "documentId", "signature"}</c>.</summary>
        public Json SignDocument(Json parameters) => Ask(Library.Functions.kassa_application_sign_w, parameters);

        /// <summary>As <see cref="SignDocument"/>, without blocking.</summary>
        public Task<Json> SignDocumentAsync(Json parameters, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskAsync(Library.Functions.kassa_application_sign_w, parameters, progress, cancel);

        /// <summary>Registers a new client of the service (Appendix 1).</summary>
        public Json RegisterClient(Json parameters) => Ask(Library.Functions.kassa_client_register_w, parameters);

        /// <summary>As <see cref="RegisterClient"/>, without blocking.</summary>
        public Task<Json> RegisterClientAsync(Json parameters, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskAsync(Library.Functions.kassa_client_register_w, parameters, progress, cancel);

        /// <summary>Downloads a document: <c>{"id", "documentId"}</c>. Writes the file; without one the answer has the content in base64.</summary>
        public Json DownloadDocument(Json parameters, string file = null) => Device.Turns.Run(Downloading(parameters, file));

        /// <summary>As <see cref="DownloadDocument"/>, without blocking.</summary>
        public Task<Json> DownloadDocumentAsync(Json parameters, string file = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            Device.Turns.RunAsync(Downloading(parameters, file), progress, cancel);

        private Json Ask(AskWide function, Json parameters) => Device.Turns.Run(Device.Asking(function, Device.Text(parameters)));

        private Task<Json> AskAsync(AskWide function, Json parameters, IProgress<CallProgress> progress, CancellationToken cancel) =>
            Device.Turns.RunAsync(Device.Asking(function, Device.Text(parameters)), progress, cancel);

        private static Func<DeviceHandle, Json> Downloading(Json parameters, string file)
        {
            var text = Device.Text(parameters);
            Utf8.Whole(file);
            return service => Device.Answered(Library.Functions.kassa_application_download_w(service, text, file, out var answer), answer);
        }

        private static Func<DeviceHandle, Json> Starting(Device register, Json request)
        {
            var text = Device.Text(request);
            return service => register.Turns.Run(device =>
                Device.Answered(Library.Functions.kassa_registration_start_w(service, device, text, out var answer), answer));
        }

        private static Func<DeviceHandle, Json> Advancing(Device register, string id, Func<Unsigned, string> signer, CancellationToken cancel)
        {
            Utf8.Whole(id ?? throw new ArgumentNullException(nameof(id)));
            return service =>
            {
                ExceptionDispatchInfo failed = null;
                // A lambda and not a local function: the compiler of Mono does not know these.
                Sign ask = (user, document, content, length, into) =>
                {
                    try
                    {
                        var bytes = new byte[checked((int)length)];
                        Marshal.Copy(content, bytes, 0, bytes.Length);
                        var signature = signer(new Unsigned(Json.Parse(Utf8.Text(document)), bytes));
                        return signature != null && Library.Functions.kassa_signature_set_w(into, signature) == Status.Ok ? 0 : 1;
                    }
                    catch (Exception error)
                    {
                        // It must not go through the library, and goes on to the caller when that is back.
                        failed = ExceptionDispatchInfo.Capture(error);
                        return 1;
                    }
                };
                if (signer == null)
                {
                    ask = null;
                }
                var state = register.Turns.Run(
                    device => Device.Answered(
                        Library.Functions.kassa_registration_advance_w(service, device, id, ask, IntPtr.Zero, out var answer), answer),
                    null, cancel);
                GC.KeepAlive(ask);
                failed?.Throw();
                return state;
            };
        }
    }
}
