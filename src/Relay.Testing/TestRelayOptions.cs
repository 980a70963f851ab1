using Microsoft.AspNetCore.Connections;
using Relay.Core;

namespace Relay.Testing;

/// <summary>What a test changes about its relay. Every value has a default.</summary>
public sealed class TestRelayOptions
{
    /// <summary>The relay's options; defaults unless set.</summary>
    public RelayOptions Options { get; init; } = new();

    /// <summary>Keys below <c>Relay:</c> and their values. If set, the options are bound from them, as a program does it.</summary>
    public Dictionary<string, string?>? Settings { get; init; }

    /// <summary>The store; the one in memory unless set.</summary>
    public TestStore Store { get; init; } = TestStores.InMemory;

    /// <summary>Hooks and policies for this test.</summary>
    public Action<RelayBuilder>? Configure { get; init; }

    /// <summary>The relay's clock: the system's unless set; a <see cref="FakeTime"/> to decide when time passes.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the relay refuse, delay and drop when the test says so; none unless set.</summary>
    public TestFaults? Faults { get; init; }

    /// <summary>
    /// Whether the relay pings its clients and cuts off those that are silent or slow. Unless set, it does so with the system's clock only:
    /// with a <see cref="FakeTime"/> one long step would cut off all clients.
    /// </summary>
    public bool? PingsClients { get; init; }

    /// <summary>Whether errors in the log are expected. If not, they fail the test when it disposes of the relay.</summary>
    public bool AllowsErrors { get; init; }

    /// <summary>Whether connections are taken over from HTTP, as the program does, or run within their requests.</summary>
    internal bool HandsOver { get; init; } = true;

    /// <summary>Further middleware between the socket and HTTP.</summary>
    internal Action<IConnectionBuilder>? ConfigureEndpoint { get; init; }
}
