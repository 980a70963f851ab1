using System.Text;

namespace Relay.Server;

/// <summary>
/// Opens subscribed connections that then say nothing: how much memory each costs the relay. Told only by a relay that has
/// not worked yet, for others have memory left over.
/// </summary>
sealed class IdleWorkload(BenchOptions options)
    : Workload("idle", $"memory per idle subscribed connection, {options.Idle} of them", "KB")
{
    const int FirstConnections = 50;

    public override bool IsMoreBetter => false;

    public override bool RunsOnce => true;

    public override bool NeedsPid => true;

    public override RunResult Run(BenchTarget target, int run)
    {
        var pid = target.Pid!.Value;
        // What the first connections load and compile is no connection's share.
        Open(target, Math.Min(FirstConnections, options.Idle)).Dispose();
        var before = ProcessMemory.Read(pid);
        using var connections = Open(target, options.Idle);
        var after = ProcessMemory.Read(pid);
        return new RunResult((after.Anonymous - before.Anonymous) / 1024.0 / options.Idle);
    }

    ConnectionGroup Open(BenchTarget target, int count)
    {
        var connections = ConnectionGroup.Open(target.Address, count, options.Connection with { ReceiveBuffer = 1024 });
        foreach (var connection in connections.Connections)
            Subscribe(connection);
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
