using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>One key of each type that options may have.</summary>
sealed class SampleOptions
{
    /// <summary>Text.</summary>
    public string Text { get; init; } = "plain";

    /// <summary>Perhaps a number.</summary>
    [Range(1, 10)]
    public int? PerhapsNumber { get; init; } = 3;

    /// <summary>A big number.</summary>
    [Range(0, long.MaxValue)]
    public long BigNumber { get; init; } = 1L << 40;

    /// <summary>A fraction.</summary>
    public double Fraction { get; init; } = 0.5;

    /// <summary>A choice.</summary>
    public DayOfWeek Choice { get; init; } = DayOfWeek.Monday;

    /// <summary>Numbers of kinds.</summary>
    [Range(1, 40_000)]
    public ushort[]? Kinds { get; init; }

    /// <summary>A set of kinds.</summary>
    public KindSet KindSet { get; init; } = KindSet.Of(0, 3);

    /// <summary>Rules.</summary>
    public SampleRule[] Rules { get; init; } = [];

    /// <summary>A password.</summary>
    [PasswordPropertyText(true)]
    public string? Password { get; init; }
}
