using Microsoft.Extensions.Logging.Abstractions;

namespace Relay.Core.Tests;

/// <summary>Both ends of control connections, for tests.</summary>
static class ControlSetup
{
    public static ControlClient Command(Stream connection) => new(connection, "relay 1.0 of the test");

    public static ControlService Service(IEventStore store) =>
        StoreCommands.Add(Empty(), store, ImportSetup.OwnOptions, TimeProvider.System, NullLogger.Instance);

    public static ControlService Empty() => new("relay 1.0 that runs", TimeProvider.System, NullLogger.Instance);
}
