using System.Text.Json;

namespace Relay.Bench;

/// <summary>Reads and writes reports as JSON.</summary>
static class BenchJson
{
    static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(Stream stream, BenchReport report) => JsonSerializer.Serialize(stream, report, Indented);

    public static BenchReport Read(string path)
    {
        using var stream = StandardFiles.OpenRead(path);
        try
        {
            var report = JsonSerializer.Deserialize<BenchReport>(stream, Indented);
            if (report is { Rows: not null, Relays: not null, Corpus: not null, Machine: not null })
                return report;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
        throw new InvalidDataException($"{path} is no report that --json wrote");
    }
}
