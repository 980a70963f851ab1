using Relay.Core;

namespace Relay.Server;

/// <summary>Runs the checks at the same time, each with its deadline.</summary>
static class Examination
{
    /// <summary>Time for a check that was told to end, to end by itself.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Begins all checks. The results are in the order of the checks.</summary>
    public static IReadOnlyList<Task<CheckResult>> Begin(
        IReadOnlyList<IDoctorCheck> checks, ExaminedRelay relay, CancellationToken cancel) =>
        [.. checks.Select(check => RunAsync(check, relay, cancel))];

    static async Task<CheckResult> RunAsync(IDoctorCheck check, ExaminedRelay relay, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(check.Deadline);
        try
        {
            // Calls of the system, such as those to a dead network disk, cannot be ended. The report does not wait for them.
            var findings = await Task.Run(() => check.RunAsync(relay, deadline.Token), cancel).WaitAsync(check.Deadline + Grace, cancel);
            return new(check.Name, findings);
        }
        catch (Exception exception) when (Explain(exception, check.Deadline) is { } finding)
        {
            cancel.ThrowIfCancellationRequested();
            return new(check.Name, [finding]);
        }
    }

    static Finding? Explain(Exception exception, TimeSpan deadline) => exception switch
    {
        OptionsException => Finding.Skipped("not checked, because the settings have mistakes"),
        OperationCanceledException or TimeoutException => Finding.Problem(
            $"no result within {deadline.TotalSeconds:0} s",
            "Look whether the disk and the network answer that this check asks, and run the command again."),
        _ when Failure.Describe(exception) is { } lines => Finding.Warning(
            $"could not be checked: {string.Join(' ', lines)}", "Run the command as the user of the relay, with the relay's own settings."),
        _ => null,
    };
}
