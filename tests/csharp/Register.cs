using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;

namespace Kassa.Tests
{
    /// <summary>The simulated register's control paths.</summary>
    internal sealed class Register
    {
        internal Register(string url)
        {
            Url = url;
        }

        internal string Url { get; }

        internal IReadOnlyList<Json> Receipts() => Ledger("receipt");

        /// <summary>The register's documents of a kind.</summary>
        internal IReadOnlyList<Json> Ledger(string kind) =>
            Json.Parse(Ask("/ledger")).Items.Where(document => document["type"].AsText() == kind).ToArray();

        internal int Requests() => Json.Parse(Ask("/requests")).Items.Count;

        internal string Tape() => Ask("/tape");

        internal void Faults(params JsonObject[] faults) => Post("/faults", Json.List(faults.Select(fault => (Json)fault)).ToString());

        /// <summary>Cuts the connection to the OFD, or restores it.</summary>
        internal void Ofd(bool online) => Post("/ofd", ((Json)new JsonObject { { "online", online } }).ToString());

        /// <summary>Sets its clock ahead of UTC.</summary>
        internal void Clock(int seconds) => Post("/clock", ((Json)new JsonObject { { "offsetSeconds", seconds } }).ToString());

        private string Ask(string path)
        {
            using (var client = new WebClient { Encoding = Encoding.UTF8, Proxy = null })
            {
                return client.DownloadString(Url + "/simulator" + path);
            }
        }

        private void Post(string path, string body)
        {
            using (var client = new WebClient { Encoding = Encoding.UTF8, Proxy = null })
            {
                client.UploadString(Url + "/simulator" + path, body);
            }
        }
    }
}
