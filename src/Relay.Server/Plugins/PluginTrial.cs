using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Relay.Core;
using Relay.Nostr;
using Relay.Policies;
using Serilog;

namespace Relay.Server;

/// <summary>
/// Asks a plugin about the events of a file, many at a time as the relay does, and prints its verdicts in the order of the file.
/// </summary>
sealed class PluginTrial(PluginPolicy plugin, ClientContext client, bool json)
{
    const string PluginSaid = "plugin: {Message:lj}{NewLine}{Exception}";

    readonly SortedDictionary<string, long> _sums = new(StringComparer.Ordinal);
    long _unreadable;
    long _unanswered;
    TimeSpan _longest;

    /// <summary>Runs the configured plugin over a file. Returns the exit code.</summary>
    public static async Task<int> RunAsync(
        ProgramConfiguration configuration, string path, string address, bool json, CancellationToken cancel)
    {
        var options = configuration.Options.Get<PoliciesOptions>().Plugin;
        if (options.Command is null)
            throw new UsageException("there is no plugin to test: --command names one, or Relay:Policies:Plugin:Command");
        await using var input = Files.OpenRead(path);
        using var log = new LoggerConfiguration()
            .WriteTo.Console(outputTemplate: PluginSaid, standardErrorFromLevel: Serilog.Events.LogEventLevel.Verbose,
                formatProvider: CultureInfo.InvariantCulture)
            .CreateLogger();
        using var loggers = LoggerFactory.Create(builder => builder.AddSerilog(log));
        using var metrics = new RelayMetrics();
        await using var plugin = new PluginPolicy(options, TimeProvider.System, loggers.CreateLogger<PluginPolicy>(), metrics);
        var client = new ClientContext { Id = 1, RemoteAddress = IPAddress.Parse(address) };
        var trial = new PluginTrial(plugin, client, json);
        if (Files.IsTyped(path))
            await Console.Error.WriteLineAsync("Reading events from standard input, because no file is named. Ctrl+D ends the input.");
        await trial.AskAllAsync(await ZstdInput.OpenAsync(input, cancel, alsoGzip: true), options.MaxInFlight, cancel);
        return trial.Conclude();
    }

    async Task AskAllAsync(Stream events, int maxInFlight, CancellationToken cancel)
    {
        var asked = new Queue<(NostrEvent Event, Task<(Verdict, TimeSpan)> Verdict)>();
        using var lines = new StreamReader(events);
        for (var number = 1L; await lines.ReadLineAsync(cancel).AsTask().WaitAsync(cancel) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (NostrEvent.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var problem) is not { } e)
            {
                _unreadable++;
                await Console.Error.WriteLineAsync(Text($"line {number}: {problem}"));
                continue;
            }
            asked.Enqueue((e, AskAsync(e, cancel)));
            // As many as the relay would ask at a time, and no answer is held back while the file goes on.
            while (asked.Count > 0 && (asked.Count >= maxInFlight || asked.Peek().Verdict.IsCompleted))
                await ShowAsync(asked.Dequeue());
        }
        while (asked.TryDequeue(out var next))
            await ShowAsync(next);
    }

    async Task<(Verdict, TimeSpan)> AskAsync(NostrEvent e, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var verdict = await plugin.RejectEventAsync(client, e, cancel);
        return (verdict, Stopwatch.GetElapsedTime(started));
    }

    async Task ShowAsync((NostrEvent Event, Task<(Verdict, TimeSpan)> Verdict) asked)
    {
        var (verdict, duration) = await asked.Verdict;
        _longest = duration > _longest ? duration : _longest;
        var word = verdict.IsShadow ? "shadow" : !verdict.IsRefused ? "accept" : "reject";
        if (verdict.Message == PluginPolicy.Unanswered.Message)
        {
            word = "none";
            _unanswered++;
        }
        _sums[word] = _sums.GetValueOrDefault(word) + 1;
        var e = asked.Event;
        Console.Out.WriteLine(json
            ? JsonSerializer.Serialize(new { id = e.Id.ToString(), kind = e.Kind, verdict = word, message = verdict.Message })
            : Text($"{word,-6}  {e.Id}  kind {e.Kind}  {TerminalText.Clean(verdict.Message)}").TrimEnd());
    }

    /// <summary>Prints the sums.</summary>
    int Conclude()
    {
        var sums = _sums.Count == 0 ? "no events" : string.Join(", ", _sums.Select(static sum => Text($"{sum.Value:N0} {sum.Key}")));
        Console.Error.WriteLine(Text($"{sums}; the longest answer took {_longest.TotalMilliseconds:N0} ms"));
        if (_unreadable > 0)
            Console.Error.WriteLine(Text($"relay: {_unreadable:N0} lines are no events"));
        if (_unanswered > 0)
            Console.Error.WriteLine(Text($"relay: the plugin left {_unanswered:N0} events without an answer"));
        return _unanswered > 0 || (_unreadable > 0 && _sums.Count == 0) ? 1 : 0;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
