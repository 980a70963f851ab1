namespace Relay.Core;

/// <summary><c>Relay:Policies</c>: who may do what, and how much of it. All of it is off unless configured.</summary>
public sealed class PoliciesOptions
{
    /// <summary>Which kinds of events are accepted.</summary>
    public KindsOptions Kinds { get; init; } = new();

    /// <summary>How old and how early events may be.</summary>
    public CreatedAtOptions CreatedAt { get; init; } = new();

    /// <summary>A program that decides.</summary>
    public PluginOptions Plugin { get; init; } = new();

    /// <summary>What the relay's general limits make impossible: the key below this section, and what is wrong with it.</summary>
    internal IEnumerable<(string Key, string Problem)> CheckAgainst(LimitsOptions limits)
    {
        foreach (var (key, problem) in CreatedAt.CheckAgainst(limits))
            yield return ($"{nameof(CreatedAt)}:{key}", problem);
    }
}
