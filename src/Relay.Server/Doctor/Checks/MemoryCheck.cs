using System.Globalization;
using Relay.AspNetCore;

namespace Relay.Server;

/// <summary>Compares the memory that the process may use with the budgets of the settings.</summary>
sealed class MemoryCheck : IDoctorCheck
{
    /// <summary>The part of the memory that one budget has by default.</summary>
    const int UsualPart = 8;

    public string Name => "memory";

    public string Purpose =>
        "whether the memory that the process may use is enough for the budgets in `Relay:Memory` and for all connections";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        var available = MemoryLimit.Of((await relay.RunningAsync().WaitAsync(cancel))?.Process);
        var options = relay.Relay;
        var findings = new List<Finding>();
        var budgets = Bytes(options.Memory.SubscriptionsMiB) + Bytes(options.Memory.OutboxesMiB) + Bytes(options.Memory.MessagesMiB);
        if (budgets > available - available / 4)
        {
            var text = $"the budgets of Relay:Memory are {MiB(budgets)} MiB, and the process may use {MiB(available)} MiB";
            const string Remedy = "Lower or remove Relay:Memory:OutboxesMiB, MessagesMiB and SubscriptionsMiB: by default each is an "
                + "eighth of the memory. Or give the process more memory (MemoryMax of systemd, docker run --memory).";
            findings.Add(budgets > available
                ? Finding.Problem($"{text}: clients can make it end for want of memory", Remedy)
                : Finding.Warning($"{text}: less than a quarter is left for the store and everything else", Remedy));
        }
        var possible = available / ConnectionCapacity.BytesPerConnection;
        if (possible < options.Network.MaxConnections)
        {
            findings.Add(Finding.Warning(
                $"the process may use {MiB(available)} MiB, enough for {possible} of the {options.Network.MaxConnections} connections that "
                + "Relay:Network:MaxConnections allows",
                "Give the process more memory (MemoryMax of systemd, docker run --memory), or set Relay:Network:MaxConnections to "
                + $"{possible}."));
        }
        if (findings.Count == 0)
            findings.Add(Finding.Ok($"the process may use {MiB(available)} MiB; the budgets of Relay:Memory are {MiB(budgets)} MiB"));
        return findings;

        long Bytes(int? set) => set is { } mebibytes ? (long)mebibytes << 20 : available / UsualPart;
    }

    static string MiB(long bytes) => (bytes >> 20).ToString("N0", CultureInfo.InvariantCulture);
}
