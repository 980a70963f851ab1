using Relay.AspNetCore;

namespace Relay.Server;

/// <summary>Compares the limit of open files with the connections that the settings allow.</summary>
sealed class OpenFilesCheck : IDoctorCheck
{
    /// <summary>What a relay without connections was seen to have open: libraries, the store, the log and sockets, rounded up.</summary>
    const int OpenAtStart = 256;

    public string Name => "open files";

    public string Purpose => "whether the process may open as many files as `Relay:Network:MaxConnections` needs";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
            return [Finding.Skipped("only Linux says how many files a process may open")];
        var running = await relay.RunningAsync().WaitAsync(cancel);
        if (running is { Process: null })
            return [Finding.Skipped("the relay's process cannot be seen from here")];
        var process = running?.Process;
        var limit = OpenFiles.ReadLimit(File.ReadLines($"/proc/{process?.ToString() ?? "self"}/limits"));
        var network = relay.Relay.Network;
        var (possible, _) = ConnectionCapacity.Divide((long)limit - OpenAtStart, network.MaxConnections, network.MaxPendingConnections);
        var who = process is { } number ? $"the relay, process {number}," : "a relay started from here";
        if (possible >= network.MaxConnections)
            return [Finding.Ok($"{who} may open {limit} files, enough for {network.MaxConnections} connections")];
        var needed = NeededFor(network.MaxConnections, network.MaxPendingConnections);
        return
        [
            Finding.Warning(
                $"{who} may open {limit} files, enough for some {possible} of the {network.MaxConnections} connections that "
                + "Relay:Network:MaxConnections allows",
                $"Allow {needed} files: LimitNOFILE={needed} in the systemd unit, docker run --ulimit nofile={needed}, or ulimit -n "
                + $"{needed} before the start. Or set Relay:Network:MaxConnections to {possible}."),
        ];
    }

    /// <summary>The files for all connections, in whole thousands.</summary>
    static long NeededFor(int connections, int pending)
    {
        const int Thousand = 1000;
        return ((long)connections + pending + ConnectionCapacity.ReservedFiles + OpenAtStart + Thousand - 1) / Thousand * Thousand;
    }
}
