namespace Relay.Server;

/// <summary>The findings of a check, at least one.</summary>
sealed record CheckResult(string Check, IReadOnlyList<Finding> Findings)
{
    /// <summary>The worst of the findings.</summary>
    public CheckState State { get; } = Findings.Max(static finding => finding.State);
}
