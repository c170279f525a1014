using System;
using System.Diagnostics.CodeAnalysis;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>The result of a document from a queue, reported by a call-back of the queue server.</summary>
    public sealed class QueueResult
    {
        internal QueueResult(Json result)
        {
            Answer = result;
            var error = result["error"];
            IsTrial = result["trial"].AsBoolean() == true;
            Error = error.Kind == JsonKind.Object ? Exceptions.Of((Status)(error["code"].AsInt32() ?? 0), error) : null;
            Document = IsTrial || Error != null ? null : new Document(result);
        }

        /// <summary>A test call-back about no document.</summary>
        public bool IsTrial { get; }

        /// <summary>The document, if it was made.</summary>
        [MaybeNull]
        public Document Document { get; }

        /// <summary>Why it was not made, or why that is still unknown; it is not thrown.</summary>
        [MaybeNull]
        public KassaException Error { get; }

        /// <summary>The whole answer.</summary>
        public Json Answer { get; }
    }

    public sealed partial class Device
    {
        private readonly object _hearing = new object();
        private volatile Action<QueueResult> _result;
        private Told _heard;

        /// <summary>
        /// Receives each result that arrives by <see cref="Listen"/>, after it is in the journal; null removes it. It runs on
        /// threads of the library, possibly on several at once; the same result may arrive more than once.
        /// </summary>
        public Action<QueueResult> Result
        {
            get => _result;
            set
            {
                lock (_hearing)
                {
                    _result = value;
                    if (_heard == null)
                    {
                        var heard = new Told(Hear);
                        KassaException.Check(Library.Functions.kassa_set_result(_handle, heard, IntPtr.Zero));
                        _handle.Keep(heard);
                        _heard = heard;
                    }
                }
            }
        }

        /// <summary>Handles a call-back of a queue server that arrived at your own web server.</summary>
        /// <param name="headers">Headers of the request, by name.</param>
        /// <param name="body">Body of the request as it came.</param>
        /// <exception cref="BadDocumentException">The call-back is unauthorized or unreadable: answer 403.</exception>
        /// <exception cref="NotFoundException">The document is not in this journal: answer 404.</exception>
        /// <remarks>On return the result is in the journal: answer 200. After any other exception answer 503.</remarks>
        public QueueResult ParseCallback(Json headers, string body) =>
            new QueueResult(Answered(
                Library.Functions.kassa_parse_callback_w(_handle, Text(headers), Utf8.Whole(body), out var answer), answer));

        /// <summary>
        /// Listens for call-backs of a queue server at an address like "127.0.0.1:8085" (port 0 takes a free port), for
        /// programs without a web server, and returns the address. Null stops it, and so does <see cref="Close"/>.
        /// </summary>
        public string Listen(string address) =>
            Answered(Library.Functions.kassa_listen_w(_handle, Utf8.Whole(address), out var answer), answer)["listening"].AsText();

        private void Hear(IntPtr user, IntPtr result)
        {
            var listener = _result;
            Listeners.Guard(() => listener?.Invoke(new QueueResult(Json.Parse(Utf8.Text(result)))));
        }
    }
}
