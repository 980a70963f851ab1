using System.Text;

namespace Relay.Bench;

/// <summary>
/// Opens subscribed connections that then stay idle, and measures the relay's memory for each. The result only counts for a relay that has
/// not worked yet, because others have memory left over. The connections therefore stay open until all rows of this group are done.
/// </summary>
sealed class IdleWorkload(string name, string description, ConnectionOptions connection, BenchOptions options)
    : Workload(name, description, "KB")
{
    const int FirstConnections = 50;

    readonly List<ConnectionGroup> _open = [];

    public override bool IsMoreBetter => false;

    public override bool RunsOnce => true;

    public override bool NeedsPid => true;

    /// <summary>Without permessage-deflate, and with it as browsers offer it.</summary>
    public static IEnumerable<IdleWorkload> Create(BenchOptions options)
    {
        var text = $"memory per idle subscribed connection, {options.Idle} of them";
        yield return new IdleWorkload("idle.plain", text, options.Connection with { OfferDeflate = false }, options);
        yield return new IdleWorkload("idle.deflate", text + ", deflate offered", options.Connection with { OfferDeflate = true }, options);
    }

    public override RunResult Run(BenchTarget target, int run)
    {
        var pid = target.Pid!.Value;
        // Opened first, so that libraries and code loaded by the first connections do not count.
        Open(target, Math.Min(FirstConnections, options.Idle)).Dispose();
        var before = ProcessMemory.Read(pid);
        _open.Add(Open(target, options.Idle));
        var after = ProcessMemory.Read(pid);
        return new RunResult((after.Anonymous - before.Anonymous) / 1024.0 / options.Idle)
        {
            PeakResident = after.Resident,
            PeakAnonymous = after.Anonymous,
        };
    }

    public override void End()
    {
        foreach (var connections in _open)
            connections.Dispose();
        _open.Clear();
    }

    ConnectionGroup Open(BenchTarget target, int count)
    {
        var connections = ConnectionGroup.Open(target.Address, count, connection with { ReceiveBuffer = 1024 });
        foreach (var one in connections.Connections)
            Subscribe(one);
        return connections;
    }

    static void Subscribe(BenchConnection connection)
    {
        connection.Write(Encoding.UTF8.GetBytes("""["REQ","idle",{"kinds":[1],"limit":1}]"""));
        connection.Flush();
        while (true)
        {
            while (connection.TryRead(out var message))
            {
                if (RelayReply.Parse(message).Type == RelayReplyType.Eose)
                    return;
            }
            connection.Receive();
        }
    }
}
