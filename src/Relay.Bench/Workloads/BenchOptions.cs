namespace Relay.Bench;

/// <summary>How much work the bench does. The defaults are those of the published table.</summary>
sealed record BenchOptions
{
    /// <summary>Measured runs of each row. A warm-up run comes first.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Connections that publish.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>The most unanswered events of each publishing connection.</summary>
    public int InFlight { get; init; } = 100;

    /// <summary>Connections that query.</summary>
    public int QueryConnections { get; init; } = 2;

    /// <summary>The time of a run of queries, and of a run of live delivery at a steady pace.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Events in a run that publishes them one after the other.</summary>
    public int RoundTrips { get; init; } = 500;

    /// <summary>Connections that receive live events.</summary>
    public int Subscribers { get; init; } = 100;

    /// <summary>Subscriptions to one author each, spread over those connections.</summary>
    public int AuthorSubscriptions { get; init; } = 5_000;

    /// <summary>Live events a second.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>Events in a run of live delivery without a pace.</summary>
    public int LiveEvents { get; init; } = 2_000;

    /// <summary>A relay that delivers nothing for this long is assumed to have nothing more to deliver.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The numbers of subscriptions with which live delivery is measured.</summary>
    public IReadOnlyList<int> Fanout { get; init; } = [100, 1_000, 10_000, 50_000];

    /// <summary>The numbers of connections over which the same work is spread.</summary>
    public IReadOnlyList<int> Growth { get; init; } = [1, 10, 100, 1_000, 10_000];

    /// <summary>Events published in one such run.</summary>
    public int GrowthEvents { get; init; } = 5_000;

    /// <summary>Idle connections.</summary>
    public int Idle { get; init; } = 1_000;

    public ConnectionOptions Connection { get; init; } = new();

    /// <summary>Options for one of this many connections. Its buffer is smaller, so that all buffers fit the machine.</summary>
    public ConnectionOptions ConnectionOf(int count) =>
        Connection with { ReceiveBuffer = Math.Clamp((1 << 27) / count, 1 << 12, Connection.ReceiveBuffer) };
}
