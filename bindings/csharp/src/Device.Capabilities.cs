using Kassa.Interop;

namespace Kassa
{
    public sealed partial class Device
    {
        /// <summary>
        /// Whether the register can do a task, and whether a field of it is sent: <c>Can("reportX")</c>,
        /// <c>Can("sell", "clientInfo.emailOrPhone")</c>. Names are those of the vocabulary (docs/en/tasks.md). A field that is
        /// left out with a note is not sent. Asks nothing of the register.
        /// </summary>
        public bool Can(string task, string field = null)
        {
            Utf8.Whole(task ?? throw new System.ArgumentNullException(nameof(task)));
            Utf8.Whole(field);
            KassaException.Check(Library.Functions.kassa_can_w(_handle, task, field, out var can));
            return can == 1;
        }

        /// <summary>
        /// What the register can do: <c>tasks</c> and native <c>methods</c>; of one task the <c>fields</c> with their limits.
        /// </summary>
        /// <exception cref="UnsupportedException">The register cannot do this task.</exception>
        public Json Capabilities(string task = null)
        {
            Utf8.Whole(task);
            return Answered(Library.Functions.kassa_capabilities_w(_handle, task, out var answer), answer);
        }

        /// <summary>
        /// Metrics of the device as OpenMetrics text, for Prometheus and the like: what the journal counts of its documents. With
        /// <paramref name="askRegister"/> also what the register tells: whether it is up, its shift, what waits for the OFD, the
        /// days that its fiscal drive has left. A register that does not answer gives kassa_device_up 0 and throws nothing.
        /// </summary>
        public string Metrics(bool askRegister = false)
        {
            KassaException.Check(Library.Functions.kassa_metrics_w(_handle, askRegister ? 1 : 0, out var text));
            try
            {
                return System.Runtime.InteropServices.Marshal.PtrToStringUni(text);
            }
            finally
            {
                Library.Functions.kassa_string_free_w(text);
            }
        }

        /// <summary>The name of the device in the journal and the log, icash 192.168.1.10:8080; nothing else of its configuration.</summary>
        public override string ToString() => _handle.IsClosed ? "closed" : Capabilities()["device"].AsText();
    }
}
