using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>One key of each type that options may have.</summary>
sealed class SampleOptions
{
    [Description("Text.")]
    public string Text { get; init; } = "plain";

    [Description("Perhaps a number."), Range(1, 10)]
    public int? PerhapsNumber { get; init; } = 3;

    [Description("A big number."), Range(0, long.MaxValue)]
    public long BigNumber { get; init; } = 1L << 40;

    [Description("A fraction.")]
    public double Fraction { get; init; } = 0.5;

    [Description("A choice.")]
    public DayOfWeek Choice { get; init; } = DayOfWeek.Monday;

    [Description("Numbers of kinds."), Range(1, 40_000)]
    public ushort[]? Kinds { get; init; }

    [Description("A set of kinds.")]
    public KindSet KindSet { get; init; } = KindSet.Of(0, 3);

    [Description("Rules.")]
    public SampleRule[] Rules { get; init; } = [];

    [Description("A password."), PasswordPropertyText(true)]
    public string? Password { get; init; }
}
