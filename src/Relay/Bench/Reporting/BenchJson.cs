using System.Text.Json;

namespace Relay.Server;

/// <summary>Writes all that was measured as JSON.</summary>
static class BenchJson
{
    static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(
        Stream stream, CorpusSummary corpus, BenchOptions options, IReadOnlyList<BenchTarget> targets, IReadOnlyList<BenchRow> rows) =>
        JsonSerializer.Serialize(stream, new
        {
            Time = DateTimeOffset.UtcNow,
            Machine = new { Environment.ProcessorCount, OperatingSystem = System.Runtime.InteropServices.RuntimeInformation.OSDescription },
            Corpus = corpus,
            Options = options,
            Relays = targets.Select(static target => target.Address),
            Rows = rows.Select(static row => new
            {
                row.Workload.Name,
                row.Workload.Description,
                row.Workload.Unit,
                row.Workload.IsMoreBetter,
                row.Ratio,
                Relays = row.Cells,
            }),
        }, Indented);
}
