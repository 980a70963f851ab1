namespace Relay.Core;

/// <summary>Options of an import.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether signatures are assumed to be valid, because the file comes from a relay that checked them.</summary>
    public bool Trusted { get; init; }

    /// <summary>Whether protected events (NIP-70), which only their authors may publish, are left out.</summary>
    public bool SkipProtected { get; init; }

    /// <summary>Whether events are taken that lie further in the future than clients may publish.</summary>
    public bool KeepFuture { get; init; }

    /// <summary>The most bad or refused lines that the report names. All are counted.</summary>
    public int ProblemsShown { get; init; } = 20;
}
