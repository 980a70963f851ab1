using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>A fee that the relay announces (NIP-11). Other software collects it.</summary>
public sealed class FeeOptions
{
    /// <summary>What the fee pays for: joining once, a period of time, or each event.</summary>
    public FeePurpose Purpose { get; init; }

    /// <summary>The amount, in <see cref="Unit"/>.</summary>
    [Range(1, 100_000_000_000_000)]
    public long Amount { get; init; } = 1;

    // The unit of NIP-11's examples.
    /// <summary>The unit of the amount, such as msats.</summary>
    public string Unit { get; init; } = "msats";

    /// <summary>How many seconds a paid subscription lasts.</summary>
    [Range(1, 10_000_000_000)]
    public long? PeriodSeconds { get; init; }

    /// <summary>Kinds of events that a fee for publication applies to. Default: all.</summary>
    public KindSet? Kinds { get; init; }
}
