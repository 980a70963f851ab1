using System.Globalization;
using Relay.Core;

namespace Relay.Server;

/// <summary>Connects to the databases of stores that have one.</summary>
sealed class DatabaseCheck : IDoctorCheck
{
    public string Name => "database";

    public string Purpose =>
        "for stores of the types Postgres and MySql: whether the server can be reached, proves who it is, and lets the relay in, whether "
        + "the database is the relay's, and whether another relay uses it";

    public TimeSpan Deadline => TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        var stores = relay.Store.Routed.Select(static routed => routed.Settings).Prepend(relay.Store)
            .Where(static store => store.Type is IServerType).ToList();
        if (stores.Count == 0)
            return [Finding.Skipped("the store is in no database of a server")];
        var isRunning = await relay.RunningAsync().WaitAsync(cancel) is not null;
        var findings = new List<Finding>();
        foreach (var store in stores)
            findings.Add(await ExamineAsync((IServerType)store.Type, store, isRunning, cancel));
        return findings;
    }

    static async Task<Finding> ExamineAsync(IServerType type, StoreSettings store, bool isRunning, CancellationToken cancel)
    {
        try
        {
            var report = await type.ExamineAsync(store, cancel);
            if (report.IsUsed && !isRunning)
            {
                return Finding.Problem(
                    $"another relay uses the {report.Place}",
                    "Stop that relay, or give this one a database of its own: Relay:Store:ConnectionString.");
            }
            var size = report.Bytes is { } bytes
                ? string.Create(CultureInfo.InvariantCulture, $" and {bytes / (1024.0 * 1024):N0} MiB")
                : "";
            return Finding.Ok(
                $"the {report.Place} answers: {report.Version}, "
                + (report.IsEmpty ? "no store yet, which the relay makes at its start" : $"with a store{size}"));
        }
        catch (StoreException exception)
        {
            return Finding.Problem(
                exception.Message, "docs/stores.md says what a database of the relay needs, and which user and rights.");
        }
    }
}
