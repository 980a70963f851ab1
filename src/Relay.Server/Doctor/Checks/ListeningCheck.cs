using System.Net;
using System.Net.Sockets;

namespace Relay.Server;

/// <summary>Asks the running relay at its addresses or, if no relay runs, whether the addresses are free.</summary>
sealed class ListeningCheck : IDoctorCheck
{
    public string Name => "listening";

    public string Purpose =>
        "whether the running relay answers at each of its addresses or, if no relay runs, whether the addresses are free for it";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        var addresses = ListenAddresses.Of(relay.Configuration);
        var running = await relay.RunningAsync().WaitAsync(cancel);
        var findings = await Task.WhenAll(
            addresses.Select(address => running is null ? TryAsync(address, cancel) : AskAsync(address, running, cancel)));
        return LacksCertificate(addresses, relay.Configuration.Configuration) is { } lack ? [.. findings, lack] : findings;
    }

    static Finding? LacksCertificate(IReadOnlyList<BindingAddress> addresses, IConfiguration configuration)
    {
        var isNeeded = addresses.Any(static address => address.Scheme == Uri.UriSchemeHttps);
        return isNeeded && !NamedFiles.Certificates(configuration).Any(static certificate => certificate.Exists())
            ? Finding.Problem(
                "an https address has no certificate", "Set Kestrel:Certificates:Default:Path, or Certificate:Path of the endpoint.")
            : null;
    }

    static async Task<Finding> AskAsync(BindingAddress address, RunningRelay running, CancellationToken cancel)
    {
        var answer = await HealthClient.AskAsync(address, cancel);
        if (answer.IsDraining)
        {
            return Finding.Warning(
                $"{answer.Line}: the relay drains and takes no connections", "relay drain --undo takes connections again.");
        }
        if (answer.IsOfRelay)
            return Finding.Ok(answer.Line);
        // A command owns the store while it runs, and listens nowhere.
        return running.WhySilent is { } reason
            ? Finding.Warning(
                $"{answer.Line}. {reason}", "Run the command as the user of the relay, and again once no other command works on the store.")
            : Finding.Problem(
                $"a relay runs on the store, but {answer.Line}",
                "Give this command the --urls or --port, the settings file and the environment of the relay. "
                + "If they are the same, restart the relay: it has read its settings before they changed.");
    }

    /// <summary>Takes the address for a moment, without accepting connections.</summary>
    static async Task<Finding> TryAsync(BindingAddress address, CancellationToken cancel)
    {
        if (address.IsUnixPipe)
            return TryUnix(address.UnixPipePath);
        try
        {
            Bind(address);
            return Finding.Ok($"{address} is free; no relay runs on the store");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            var isRelay = (await HealthClient.AskAsync(address, cancel)).IsOfRelay;
            return Finding.Problem(
                $"{address} is taken by {(isRelay ? "a relay with another store" : "another program")}",
                $"ss -ltnp 'sport = :{address.Port}' shows the program. End it, or choose another address by --port or --urls.");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            return Finding.Problem(
                $"{address} may not be used by this user, {Environment.UserName}",
                "Ports below 1024 need AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit, or a proxy in front of the relay.");
        }
        catch (SocketException exception)
        {
            return Finding.Problem(
                $"{address} cannot be used: {exception.Message}", "ip address shows the addresses of this machine; --urls names others.");
        }
    }

    static Finding TryUnix(string path) => File.Exists(path) && !UnixSocketFile.IsAbandoned(path)
        ? Finding.Problem(
            $"{path} is there already, so no relay can listen on it", $"If no program uses it (ss -lx src {path}), remove it: rm {path}")
        : Finding.Ok($"{path} is free; no relay runs on the store");

    static void Bind(BindingAddress address)
    {
        var isOne = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip);
        var host = isOne ? ip! : address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        using var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (host.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        socket.Bind(new IPEndPoint(host, address.Port));
    }
}
