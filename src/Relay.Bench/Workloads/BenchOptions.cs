namespace Relay.Bench;

/// <summary>How much work the bench does; the defaults are those of the published table.</summary>
sealed record BenchOptions
{
    /// <summary>Measured runs of each row; one more is the warm-up.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Connections that publish.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Events that each of them has unanswered.</summary>
    public int InFlight { get; init; } = 100;

    /// <summary>Connections that query.</summary>
    public int QueryConnections { get; init; } = 2;

    /// <summary>How long a run of queries and one of live delivery at a steady pace take.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Events of a run that publishes one after the other.</summary>
    public int RoundTrips { get; init; } = 500;

    /// <summary>Connections that receive live events.</summary>
    public int Subscribers { get; init; } = 100;

    /// <summary>Subscriptions to an author, on those connections.</summary>
    public int AuthorSubscriptions { get; init; } = 5_000;

    /// <summary>Live events a second.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>Events of a run of live delivery without a pace.</summary>
    public int LiveEvents { get; init; } = 2_000;

    /// <summary>A relay that has delivered nothing for so long has nothing more to deliver.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Numbers of subscriptions that live events are held against.</summary>
    public IReadOnlyList<int> Fanout { get; init; } = [100, 1_000, 10_000, 50_000];

    /// <summary>Numbers of connections over which the same work is spread.</summary>
    public IReadOnlyList<int> Growth { get; init; } = [1, 10, 100, 1_000, 10_000];

    /// <summary>Events of a run that are published over them.</summary>
    public int GrowthEvents { get; init; } = 5_000;

    /// <summary>Idle connections.</summary>
    public int Idle { get; init; } = 1_000;

    public ConnectionOptions Connection { get; init; } = new();

    /// <summary>The same for one of many connections, whose buffers must not fill the machine.</summary>
    public ConnectionOptions ConnectionOf(int count) =>
        Connection with { ReceiveBuffer = Math.Clamp((1 << 27) / count, 1 << 12, Connection.ReceiveBuffer) };
}
