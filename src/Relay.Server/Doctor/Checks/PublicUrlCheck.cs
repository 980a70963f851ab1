using System.Net;

namespace Relay.Server;

/// <summary>Asks at the public address, as clients do, and finds out whether this relay answers there.</summary>
sealed class PublicUrlCheck : IDoctorCheck
{
    const string Onion = ".onion";

    public string Name => "public address";

    public string Purpose => "whether `Relay:PublicUrl` leads to this relay, for the information document and for WebSockets";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        if (relay.Relay.PublicUrl is not { } url || await relay.AnswerAsync().WaitAsync(cancel) is not { } answer)
            return [Finding.Skipped("Relay:PublicUrl is not set, so clients cannot authenticate (NIP-42)")];
        if (new Uri(url).Host.EndsWith(Onion, StringComparison.OrdinalIgnoreCase))
            return [Finding.Skipped($"{url} is an onion service, which this command does not ask")];
        var isRunning = await relay.RunningAsync().WaitAsync(cancel) is not null;
        List<Finding> findings = [Judge(url, answer, isRunning)];
        if (answer is { IsDocument: true, WebSocketFailure: { } failure })
        {
            findings.Add(Finding.Problem(
                $"no WebSocket works at {url}: {failure}",
                "Let the proxy pass the headers Upgrade and Connection on, with HTTP/1.1, and keep silent connections for a minute."));
        }
        if (IsOpenToEavesdroppers(new Uri(url), answer.Addresses))
        {
            findings.Add(Finding.Warning(
                $"{url} is not encrypted: browsers refuse it on pages with https, and others can read along",
                "Put a proxy with TLS in front of the relay, such as docker/compose.yaml does, and begin Relay:PublicUrl with wss:."));
        }
        return findings;
    }

    static Finding Judge(string url, PublicAnswer answer, bool isRunning)
    {
        if (answer.Addresses.Count == 0)
        {
            return Finding.Problem(
                $"the name of {url} has no address: {answer.Failure}", $"Make an A or AAAA record for {answer.Http.IdnHost} in the DNS.");
        }
        var where = $"{answer.Http.IdnHost} has the address {string.Join(", ", answer.Addresses)}";
        if (answer.Failure is { } failure)
        {
            return Finding.Problem(
                $"{url} does not answer: {failure} ({where})",
                "Compare the address with this machine's (ip address), open the port in the firewall, and start the proxy. If clients "
                + "reach the relay from elsewhere, the router does not let this machine reach its own public address.");
        }
        if (!answer.IsDocument)
        {
            return Finding.Problem(
                $"{url} answers {answer.Status}{(answer.Location is { } to ? $", which leads to {to}," : "")} and no information document "
                + $"(NIP-11) ({where})",
                $"Let the proxy pass the path {answer.Http.AbsolutePath} on to the relay, or correct Relay:PublicUrl.");
        }
        if (answer.Seen is not null)
            return Finding.Ok($"{url} leads to this relay ({where})");
        if (!isRunning)
        {
            return Finding.Warning(
                $"a relay answers at {url}, and none runs on this store ({where})",
                "Run the command with the settings and on the machine of that relay, or start this relay.");
        }
        return answer.HadTicket
            ? Finding.Problem(
                $"another relay answers at {url}, or a cache in front of this one ({where})",
                $"Let {answer.Http.IdnHost} and the proxy lead to this relay, and let caches pass its answers on unchanged.")
            : Finding.Warning(
                $"a relay answers at {url}; it is not known whether it is this one ({where})",
                "Run the command as the user of the relay. It asks the relay through the socket control.sock in the store's folder; if "
                + "that is missing, restart the relay.");
    }

    /// <summary>Whether an address without TLS leads over networks of others.</summary>
    static bool IsOpenToEavesdroppers(Uri url, IReadOnlyList<IPAddress> addresses) =>
        url.Scheme == Uri.UriSchemeWs && !addresses.All(IPAddress.IsLoopback);
}
