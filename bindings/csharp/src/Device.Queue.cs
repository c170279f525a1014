using System;
using Kassa.Interop;

namespace Kassa
{
    /// <summary>What became of a document that stood in a register's queue, told by a call-back of the queue's server.</summary>
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

        /// <summary>A call that only tries the way, and speaks of no document.</summary>
        public bool IsTrial { get; }

        /// <summary>The document, if it was made.</summary>
        public Document Document { get; }

        /// <summary>Why it was not made, or what is still unknown; not thrown.</summary>
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
        /// Hears each result that comes in by <see cref="Listen"/>, which is in the journal by then; null ends that. It is
        /// called from threads of the library's own, from several at once, and may come more than once for a document.
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

        /// <summary>Takes a call-back of a queue's server that came to your own web server.</summary>
        /// <param name="headers">Its headers, by name.</param>
        /// <param name="body">Its body as it came.</param>
        /// <exception cref="BadDocumentException">It is not the server's, or not readable: answer 403.</exception>
        /// <exception cref="NotFoundException">It speaks of no document of this journal: answer 404.</exception>
        /// <remarks>Else the result is in the journal: answer 200. After any other exception answer 503.</remarks>
        public QueueResult ParseCallback(Json headers, string body) =>
            new QueueResult(Answered(
                Library.Functions.kassa_parse_callback_w(_handle, Text(headers), Utf8.Whole(body), out var answer), answer));

        /// <summary>
        /// Listens for the call-backs of a queue's server at "127.0.0.1:8085" (port 0 takes a free one), for programs
        /// without a web server of their own, and gives the address; null ends that, and so does <see cref="Close"/>.
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
