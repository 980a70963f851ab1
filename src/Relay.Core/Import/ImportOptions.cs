namespace Relay.Core;

/// <summary>What an import takes on trust.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether signatures are taken as valid, because the file comes from a relay that checked them.</summary>
    public bool Trusted { get; init; }

    /// <summary>Whether protected events (NIP-70) are taken although their authors do not hand them in themselves.</summary>
    public bool KeepProtected { get; init; }

    /// <summary>How many bad or refused lines the report names; all are counted.</summary>
    public int ProblemsShown { get; init; } = 20;
}
