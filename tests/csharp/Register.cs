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

        internal IReadOnlyList<Json> Receipts() =>
            Json.Parse(Ask("/ledger")).Items.Where(document => document["type"].AsText() == "receipt").ToArray();

        internal int Requests() => Json.Parse(Ask("/requests")).Items.Count;

        internal string Tape() => Ask("/tape");

        internal void Faults(params JsonObject[] faults) => Post("/faults", Json.List(faults.Select(fault => (Json)fault)).ToString());

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
