using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>
/// Makes the relays of a test fail on demand, those whose <see cref="TestRelayOptions.Faults"/> it is. A fault lasts until what the call
/// returned is disposed of. Several may be in force: delays come first and add up, then a drop, then the first refusal. Faults concern
/// clients, not what the test does by the engine.
/// </summary>
public sealed class TestFaults
{
    ImmutableArray<ConnectionRegistry> _connections = [];

    internal FaultList<TimeSpan> Delays { get; } = new();

    internal FaultList<Action> Drops { get; } = new();

    internal FaultList<Func<NostrEvent, Verdict>> Events { get; } = new();

    internal FaultList<Func<Filter, Verdict>> Filters { get; } = new();

    internal FaultList<int> Statuses { get; } = new();

    /// <summary>Answers EVENT with this verdict, for all events or for those that fit.</summary>
    public IDisposable RefuseEvents(Verdict verdict, Func<NostrEvent, bool>? fits = null) =>
        Events.Add(e => fits?.Invoke(e) ?? true ? verdict : Verdict.Accept);

    /// <summary>Answers REQ and COUNT with CLOSED and this verdict, for all filters or for those that fit.</summary>
    public IDisposable RefuseFilters(Verdict verdict, Func<Filter, bool>? fits = null) =>
        Filters.Add(filter => fits?.Invoke(filter) ?? true ? verdict : Verdict.Accept);

    /// <summary>Answers every HTTP request, upgrades included, with this status. Open connections stay.</summary>
    public IDisposable RefuseConnections(int status = StatusCodes.Status503ServiceUnavailable) => Statuses.Add(status);

    /// <summary>
    /// Answers EVENT, REQ and COUNT after this time by the relay's clock. Longer than <see cref="LimitsOptions.HookTimeoutSeconds"/> makes
    /// the relay answer <c>error:</c> instead.
    /// </summary>
    public IDisposable Delay(TimeSpan time) => Delays.Add(time);

    /// <summary>Ends all connections, without a close frame, where an EVENT, a REQ or a COUNT would be answered.</summary>
    public IDisposable DropInsteadOfAnswering() => Drops.Add(DropConnections);

    /// <summary>Ends all open connections now, without a close frame, as a broken network would.</summary>
    public void DropConnections()
    {
        foreach (var connections in _connections)
            connections.AbortAll();
    }

    /// <summary>Makes the faults of connections possible in a host.</summary>
    internal void Use(WebApplication app)
    {
        ImmutableInterlocked.Update(
            ref _connections, static (all, added) => all.Add(added), app.Services.GetRequiredService<ConnectionRegistry>());
        app.Use((context, next) =>
        {
            foreach (var status in Statuses.All)
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }
            return next(context);
        });
    }
}
