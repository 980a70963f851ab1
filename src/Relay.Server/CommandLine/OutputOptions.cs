using System.CommandLine;
using System.Text.Json;

namespace Relay.Server;

/// <summary>The option of commands that can print their results for programs.</summary>
static class OutputOptions
{
    static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print JSON." };

    /// <summary>Prints a result as indented JSON.</summary>
    public static void Print<T>(T result) => Console.Out.WriteLine(JsonSerializer.Serialize(result, Indented));
}
