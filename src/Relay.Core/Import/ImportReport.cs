namespace Relay.Core;

/// <summary>The results of an import, at its end or so far.</summary>
public sealed record ImportReport
{
    /// <summary>Values read: events, and what was not an event in their place.</summary>
    public long Lines { get; init; }

    /// <summary>Events stored.</summary>
    public long Stored { get; init; }

    /// <summary>Events that were already stored.</summary>
    public long Duplicates { get; init; }

    /// <summary>Versions of replaceable events that are older than the stored one.</summary>
    public long Superseded { get; init; }

    /// <summary>Events whose author deleted them or asked to vanish.</summary>
    public long Deleted { get; init; }

    /// <summary>Events that are expired.</summary>
    public long Expired { get; init; }

    /// <summary>
    /// What is not kept: ephemeral events, requests to vanish by keys that have no stored events, and messages without an event.
    /// </summary>
    public long Skipped { get; init; }

    /// <summary>
    /// Protected events (NIP-70): those among the stored ones or, with <see cref="ImportOptions.SkipProtected"/>, those left out.
    /// </summary>
    public long Protected { get; init; }

    /// <summary>Events left out because they are too far in the future.</summary>
    public long Future { get; init; }

    /// <summary>Valid events that the relay refuses.</summary>
    public long Refused { get; init; }

    /// <summary>Values that are not valid events.</summary>
    public long Bad { get; init; }

    /// <summary>The first bad or refused values.</summary>
    public IReadOnlyList<ImportProblem> Problems { get; init; } = [];

    /// <summary>Seconds since the import began.</summary>
    public double Seconds { get; init; }

    /// <summary>Why the import ended before its input; null if it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Values per second.</summary>
    public double Rate => Seconds > 0 ? Lines / Seconds : 0;
}
