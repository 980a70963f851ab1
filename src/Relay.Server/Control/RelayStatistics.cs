namespace Relay.Server;

/// <summary>What a running relay does, for people: the state at the end of some time, and the sums over it.</summary>
sealed record RelayStatistics
{
    /// <summary>The program with its version.</summary>
    public required string Program { get; init; }

    /// <summary>Where it listens.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Seconds since the relay started.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>The length of the time over which the sums are, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The state of the store in one line.</summary>
    public required string Health { get; init; }

    /// <summary>Whether the relay takes no more connections because it drains.</summary>
    public required bool IsDraining { get; init; }

    /// <summary>Bytes of memory that the process uses.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Processors that were busy with the process, on average: 1.5 are one and a half.</summary>
    public required double Processors { get; init; }

    /// <summary>Open connections.</summary>
    public required int Connections { get; init; }

    /// <summary>Connections opened.</summary>
    public required long Opened { get; init; }

    /// <summary>Connections closed.</summary>
    public required long Closed { get; init; }

    /// <summary>Connections that were not accepted.</summary>
    public required long TurnedAway { get; init; }

    /// <summary>Open subscriptions.</summary>
    public required int Subscriptions { get; init; }

    /// <summary>Events answered OK true, by outcome.</summary>
    public required IReadOnlyDictionary<string, long> Accepted { get; init; }

    /// <summary>Events answered OK false, by prefix.</summary>
    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    /// <summary>REQ and COUNT answered.</summary>
    public required long Queries { get; init; }

    /// <summary>Milliseconds of the longest answer, with the waiting for its client.</summary>
    public required double SlowestQueryMilliseconds { get; init; }

    /// <summary>REQ and COUNT answered CLOSED, by prefix.</summary>
    public required IReadOnlyDictionary<string, long> QueriesRefused { get; init; }

    /// <summary>Events sent to clients.</summary>
    public required long Sent { get; init; }

    /// <summary>Commits of the store.</summary>
    public required long Commits { get; init; }

    /// <summary>Milliseconds of the longest commit.</summary>
    public required double SlowestCommitMilliseconds { get; init; }

    /// <summary>The connections whose subscriptions take the most memory, these first.</summary>
    public required IReadOnlyList<ClientStatistics> TopClients { get; init; }

    /// <summary>The subscriptions that take the most steps for each event, these first.</summary>
    public required IReadOnlyList<SubscriptionStatistics> TopSubscriptions { get; init; }

    /// <summary>The newest queries for which the relay worked 100 ms or longer, the slowest first.</summary>
    public required IReadOnlyList<SlowQueryStatistics> SlowQueries { get; init; }
}

/// <summary>A connection with subscriptions.</summary>
/// <param name="Connection">Its number.</param>
/// <param name="Address">The client's address; null if it has none.</param>
/// <param name="Subscriptions">Its open subscriptions.</param>
/// <param name="Bytes">The memory that they take.</param>
/// <param name="StepsPerEvent">The steps that they take for each new event, at most.</param>
sealed record ClientStatistics(long Connection, string? Address, int Subscriptions, long Bytes, long StepsPerEvent);

/// <summary>An open subscription.</summary>
/// <param name="Connection">The number of its connection.</param>
/// <param name="Address">The client's address; null if it has none.</param>
/// <param name="Id">Its id, as the client chose it.</param>
/// <param name="Bytes">The memory that it takes.</param>
/// <param name="StepsPerEvent">The steps that it takes for each new event, at most.</param>
sealed record SubscriptionStatistics(long Connection, string? Address, string Id, long Bytes, long StepsPerEvent);

/// <summary>A query for which the relay worked long.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Connection">The number of its connection.</param>
/// <param name="Address">The client's address; null if it has none.</param>
/// <param name="Message">REQ or COUNT.</param>
/// <param name="Filters">Its filters, cut off if they are long.</param>
/// <param name="Milliseconds">How long the relay worked.</param>
/// <param name="Events">Events sent, or counted.</param>
sealed record SlowQueryStatistics(
    DateTimeOffset At, long Connection, string? Address, string Message, string Filters, double Milliseconds, long Events);
