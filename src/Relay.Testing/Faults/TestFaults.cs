using Microsoft.AspNetCore.Connections;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>
/// Makes the relay of a test fail on demand. A fault lasts until what the call returned is disposed of. Several may be in force: delays
/// come first and add up, then a drop, then the first refusal. Faults concern clients, not what the test does by the engine.
/// </summary>
public sealed class TestFaults
{
    readonly FaultHooks _hooks;
    readonly WatchedConnections _connections = new();

    internal TestFaults(TimeProvider time) => _hooks = new FaultHooks(time);

    /// <summary>The hooks that the relay asks.</summary>
    internal object Hooks => _hooks;

    /// <summary>Answers EVENT with this verdict, for all events or for those that fit.</summary>
    public IDisposable RefuseEvents(Verdict verdict, Func<NostrEvent, bool>? fits = null) =>
        _hooks.Events.Add(e => fits?.Invoke(e) ?? true ? verdict : Verdict.Accept);

    /// <summary>Answers REQ and COUNT with CLOSED and this verdict, for all filters or for those that fit.</summary>
    public IDisposable RefuseFilters(Verdict verdict, Func<Filter, bool>? fits = null) =>
        _hooks.Filters.Add(filter => fits?.Invoke(filter) ?? true ? verdict : Verdict.Accept);

    /// <summary>Refuses new connections: the upgrade request gets an HTTP status.</summary>
    public IDisposable RefuseConnections(Verdict verdict) => _hooks.Connections.Add(_ => verdict);

    /// <summary>
    /// Answers EVENT, REQ and COUNT after this time by the relay's clock. Longer than <see cref="LimitsOptions.HookTimeoutSeconds"/> makes
    /// the relay answer <c>error:</c> instead.
    /// </summary>
    public IDisposable Delay(TimeSpan time) => _hooks.Delays.Add(time);

    /// <summary>Ends all connections, without a close frame, where an EVENT, a REQ or a COUNT would be answered.</summary>
    public IDisposable DropInsteadOfAnswering() => _hooks.Drops.Add(_connections);

    /// <summary>Ends all open connections now, without a close frame, as a broken network would.</summary>
    public void DropConnections() => _connections.Abort();

    /// <summary>Sees the connections of an endpoint.</summary>
    internal void Watch(IConnectionBuilder endpoint) => _connections.Watch(endpoint);
}
