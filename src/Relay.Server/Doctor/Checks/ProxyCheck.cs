using System.Net;
using Relay.AspNetCore;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Asks the relay how it sees a client that comes through the public address: under the client's own address, under its proxy's, or under
/// one that the client names itself.
/// </summary>
sealed class ProxyCheck : IDoctorCheck
{
    public string Name => "proxy";

    public string Purpose =>
        "whether the relay sees clients of `Relay:PublicUrl` under their own addresses, and not all under that of a proxy";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        if (await relay.AnswerAsync().WaitAsync(cancel) is not { } answer)
            return [Finding.Skipped("Relay:PublicUrl is not set")];
        if (answer.Seen is not { } seen)
            return [Finding.Skipped("this relay does not answer at Relay:PublicUrl, so it cannot say what it sees")];
        // A client on this machine may look like the proxy itself, which the relay has to believe.
        var isBelieved = answer.SeenForged?.Client == ForgedAddress.Text && seen.Path is ClientPath.Named or ClientPath.Direct;
        return [isBelieved ? Forgeable(seen) : Judge(seen, relay.Relay.PublicUrl!, answer.Addresses)];
    }

    static Finding Forgeable(SeenRequest seen) => seen.Path == ClientPath.Named
        ? Finding.Problem(
            $"the proxy {seen.Peer ?? NetworkOptions.UnixSockets} passes on the address that a client names as its own, and the relay "
            + "believes it: any client can get around limits by address",
            "Let the proxy replace the header of Relay:Network:ClientAddressHeader, or append the address of its client to it.")
        : Finding.Problem(
            $"the relay believes the address that clients name as their own, because Relay:Network:TrustedProxies contains {seen.Peer}",
            "Let Relay:Network:TrustedProxies name the addresses of the proxies and no others.");

    static Finding Judge(SeenRequest seen, string url, IReadOnlyList<IPAddress> addresses)
    {
        var proxy = seen.Peer ?? NetworkOptions.UnixSockets;
        var effect = EffectOf(seen);
        switch (seen.Path)
        {
            case ClientPath.Named:
                return Finding.Ok($"the proxy {proxy} is trusted; the relay sees this command come from {seen.Client}");
            case ClientPath.Untrusted:
                return Finding.Problem(
                    $"the proxy {proxy} names its clients in {seen.ProxyHeader} and is not trusted: {effect}",
                    $"Set Relay:Network:TrustedProxies to {proxy}{(Header(seen.ProxyHeader) is { } name
                        ? $" and Relay:Network:ClientAddressHeader to {name}" : "")}.");
            case ClientPath.Unnamed:
                return Finding.Problem(
                    $"the trusted proxy {proxy} does not name its clients in the header of Relay:Network:ClientAddressHeader: {effect}",
                    Header(seen.ProxyHeader) is { } other
                        ? $"Set Relay:Network:ClientAddressHeader to {other}, the header that the proxy sends."
                        : "Let the proxy send X-Forwarded-For, with the address of its client and nothing that the client sent.");
        }
        var isHidden = seen.Path == ClientPath.Tunnelled
            || url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase) && !seen.ByTls
            || IsThisMachine(seen.Client) && !addresses.Any(IPAddress.IsLoopback);
        return isHidden
            ? Finding.Problem(
                $"something at {proxy} passes clients of {url} on and names none of them: {effect}",
                $"Let it send X-Forwarded-For, and set Relay:Network:TrustedProxies to {proxy}.")
            : Finding.Ok($"there is none that shows; the relay sees this command come from {seen.Client ?? "a unix socket"}");
    }

    static string EffectOf(SeenRequest seen) =>
        seen.Client is null ? "no limit by address applies to them"
        : seen.Path == ClientPath.Direct && IsThisMachine(seen.Client)
            ? "they look like programs of this machine, without limits by address"
        : "they all share the limits of one address";

    static bool IsThisMachine(string? address) => address is not null && IPAddress.IsLoopback(IPAddress.Parse(address));

    /// <summary>The value of the setting for a header; null for the default and for no header.</summary>
    static string? Header(string? header) => header switch
    {
        "X-Real-IP" => "XRealIp",
        "CF-Connecting-IP" => "CfConnectingIp",
        "Forwarded" => "Forwarded",
        _ => null,
    };
}
