using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

/// <summary>
/// A policy with a plugin that answers one question at a time, in order, when the test lets it. By the test's clock it is a slow plugin.
/// Counts the outcomes of the questions.
/// </summary>
sealed class GatedPlugin : IAsyncDisposable
{
    const string Script = """
        exec 3<gate
        while read -r line; do
          id=${line#*\"id\":\"}; id=${id%%\"*}
          read -r _ <&3
          printf '{"id":"%s","action":"accept"}\n' "$id"
        done
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("relay-test-").FullName;
    readonly RelayMetrics _metrics = new();
    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    readonly PluginPolicy _policy;
    readonly FileStream _gate;
    long _let;

    public GatedPlugin(bool reads = false, PluginFailure onFailure = PluginFailure.Reject)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _metrics.Meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
        var script = Path.Combine(_folder, "plugin.sh");
        File.WriteAllText(script, $"cd '{_folder}'\n{Script}\n");
        using (var process = Process.Start("mkfifo", [Path.Combine(_folder, "gate")]))
            process.WaitForExit();
        _policy = new PluginPolicy(
            new PluginOptions { Command = "/bin/sh", Arguments = [script], Reads = reads, OnFailure = onFailure },
            Time, new Logger<PluginPolicy>(Log), _metrics);
        // Returns when the plugin has opened its end.
        _gate = new FileStream(Path.Combine(_folder, "gate"), FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public FakeTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public long Answers => Count("relay.plugin.questions Accepted") + Count("relay.plugin.answers.late");

    public long Count(string name) => _counts.GetValueOrDefault(name);

    public Task<Verdict> AskAsync(NostrEvent e, string address, long connection = 1, CancellationToken cancel = default) =>
        _policy.RejectEventAsync(From(address, connection), e, cancel).AsTask();

    public Task<Verdict> AskFilterAsync(string address, long connection = 1) =>
        _policy.RejectFilterAsync(From(address, connection), new Filter(), CancellationToken.None).AsTask();

    /// <summary>Lets the plugin answer this many questions one after another, and waits for each answer.</summary>
    public async Task AnswerAsync(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            await _gate.WriteAsync("\n"u8.ToArray());
            _let++;
            using var deadline = new CancellationTokenSource(Deadline.Default);
            while (Answers < _let)
            {
                deadline.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _policy.DisposeAsync();
        await _gate.DisposeAsync();
        _listener.Dispose();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static ClientContext From(string address, long connection) =>
        new() { Id = connection, RemoteAddress = System.Net.IPAddress.Parse(address) };

    void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
        _counts.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
