using System.Text;

namespace Relay.Server;

/// <summary>Opens subscribed connections that then say nothing: how much memory each costs the relay.</summary>
sealed class IdleWorkload(BenchOptions options)
    : Workload("idle", $"memory per idle subscribed connection, {options.Idle} of them", "KB")
{
    public override bool IsMoreBetter => false;

    public override bool RunsOnce => true;

    public override bool NeedsPid => true;

    public override RunResult Run(BenchTarget target, int run)
    {
        var pid = target.Pid!.Value;
        var before = ProcessMemory.Read(pid);
        using var connections = ConnectionGroup.Open(target.Address, options.Idle, options.Connection with { ReceiveBuffer = 1024 });
        foreach (var connection in connections.Connections)
            Subscribe(connection);
        var after = ProcessMemory.Read(pid);
        return new RunResult((after.Resident - before.Resident) / 1024.0 / options.Idle);
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
