namespace Relay.Server;

/// <summary>One check of <c>relay doctor</c>. It changes nothing, neither in the store nor elsewhere.</summary>
interface IDoctorCheck
{
    /// <summary>The name in the report.</summary>
    string Name { get; }

    /// <summary>What the check looks at, as docs/doctor.md says it.</summary>
    string Purpose { get; }

    /// <summary>How long the check may take. A check that takes longer is reported as a problem.</summary>
    TimeSpan Deadline => TimeSpan.FromSeconds(20);

    /// <summary>
    /// Looks and returns at least one finding. An <see cref="Core.OptionsException"/> means that the check needs settings that have
    /// mistakes.
    /// </summary>
    Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel);
}
