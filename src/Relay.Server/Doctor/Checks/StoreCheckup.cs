using System.Globalization;
using Relay.Core;

namespace Relay.Server;

/// <summary>Asks the running relay for its store's health, or opens the store if no relay runs.</summary>
sealed class StoreCheckup : IDoctorCheck
{
    const string Healthy = "healthy";

    /// <summary>After an end that was not proper, both files are walked, for at most a minute each.</summary>
    public static TimeSpan LongestOpening { get; } = TimeSpan.FromSeconds(150);

    public string Name => "store";

    public string Purpose => "what the running relay says about its store or, if no relay runs, whether the store opens";

    public TimeSpan Deadline => LongestOpening;

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        if (await relay.RunningAsync().WaitAsync(cancel) is { } running)
            return [await AskAsync(running, cancel)];
        if (relay.Store.Type.Medium == StoreMedium.Memory)
            return [Finding.Skipped($"Relay:Store:Type is {relay.Store.Type.Name}: nothing is kept when the relay ends")];
        try
        {
            return await relay.ContentsAsync().WaitAsync(cancel) is { } contents
                ? [Finding.Ok(string.Create(CultureInfo.InvariantCulture, $"opens, with {contents.Events:N0} events; no relay runs on it"))]
                : [relay.Store.IsThere()
                    ? Finding.Skipped(relay.Store.Routed.Count > 0
                        ? "only a relay can look into several stores, and none runs on them"
                        : $"only a relay can look into a store of the type {relay.Store.Type.Name}, and none runs on it")
                    : Finding.Ok($"there is none yet in {relay.Folder}; the relay makes it at its start")];
        }
        catch (StoreException exception)
        {
            return
            [
                Finding.Problem(
                    exception.Message, "relay info --check says more; docs/failures.md says how to go on without losing events."),
            ];
        }
    }

    static async Task<Finding> AskAsync(RunningRelay running, CancellationToken cancel)
    {
        if (running.WhySilent is { } reason)
            return Finding.Warning(reason, "Run the command as the user of the relay; if that changes nothing, restart the relay.");
        return await running.AskForHealthAsync(cancel) switch
        {
            null => Finding.Warning(
                $"{NameOf(running)} does not say how its store is", "Look into its log; restart it if it is an older version."),
            Healthy => Finding.Ok($"{NameOf(running)} says that its store is healthy"),
            var health => Finding.Problem(
                $"{NameOf(running)} says about its store: {health}", "docs/failures.md says what each state means and what to do."),
        };
    }

    static string NameOf(RunningRelay running) => running.Process is { } number ? $"the relay, process {number}," : "the relay";
}
