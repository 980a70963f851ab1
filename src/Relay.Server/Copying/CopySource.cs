using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// The store that is copied. This program reads it in a process of its own, as <c>relay export</c> does: beside a running relay, through
/// it, or alone. One process has one format of LMDB only, so two stores of different formats need two.
/// </summary>
sealed class CopySource(StorePlace place, string? settingsFile)
{
    /// <summary>The number of its events.</summary>
    public async Task<long> CountAsync(CancellationToken cancel)
    {
        var text = "";
        await RunAsync(["info", "--json"], async output => text = await new StreamReader(output).ReadToEndAsync(cancel), cancel);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("store").GetProperty("events").GetInt64();
    }

    /// <summary>Lets a function read all events, one JSON event a line.</summary>
    public Task ReadAsync(Func<Stream, Task> read, CancellationToken cancel) => RunAsync(["export", "-"], read, cancel);

    /// <summary>Runs a command on the store. Throws <see cref="StoreException"/> with its line if it fails.</summary>
    async Task RunAsync(IEnumerable<string> command, Func<Stream, Task> read, CancellationToken cancel)
    {
        var program = Environment.ProcessPath!;
        // Started as "dotnet relay.dll" the program is the runtime, and the library its first argument.
        string[] itself = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : [];
        string[] settings = settingsFile is null ? [] : ["--config", settingsFile];
        var start = new ProcessStartInfo(
            program, [.. itself, .. command, .. settings, .. place.Keys.Select(static key => $"--{key.Key}={key.Value}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new StoreException($"{place} cannot be read: {program} did not start.");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await read(process.StandardOutput.BaseStream);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0)
                throw new StoreException($"{place} cannot be read: {LastOf(await errors)}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    static string LastOf(string errors)
    {
        const string prefix = "relay: ";
        var line = errors.TrimEnd().Split('\n')[^1];
        return line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..] : line;
    }
}
