using Microsoft.Extensions.DependencyInjection;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>The engines of all relays of the process. Making this object starts them.</summary>
sealed class RunningRelays
{
    readonly List<(string? Name, RelayEngine Engine)> _all = [];

    public RunningRelays(AddedRelays relays, IServiceProvider host)
    {
        foreach (var relay in relays.All)
            _all.Add((relay.Name, relay.ServicesIn(host).GetRequiredService<RelayEngine>()));
    }

    /// <summary>The condition of the relay in the worst state. The reason begins with the name of a named relay.</summary>
    public StoreCondition Health
    {
        get
        {
            var worst = StoreCondition.Healthy;
            foreach (var (name, engine) in _all)
            {
                var health = engine.Health;
                if (health.State > worst.State)
                    worst = name is null ? health : health with { Reason = $"{name}: {health.Reason}" };
            }
            return worst;
        }
    }

    /// <summary>Stops all engines at the same time, which takes about this long at most.</summary>
    public Task StopAsync(TimeSpan patience) => Task.WhenAll(_all.Select(relay => relay.Engine.StopAsync(patience)));
}
