using System.Threading.Channels;

namespace Relay.Core;

/// <summary>
/// Imports a file of events into a store. The events may stand alone, in arrays or in EVENT messages, on lines of their own or not, and the
/// file may be gzip. A reader cuts blocks, all cores parse and verify them in parallel, and one consumer stores them in the order of the
/// file. The memory does not depend on the file. An importer serves one import.
/// </summary>
public sealed class EventImporter
{
    // A block of usual events has some 1,700: a good size for one commit, and little work is lost if the import is interrupted.
    const int BlockSize = 1 << 20;

    // The largest message size that a relay can be configured to take.
    const int MaxValueLength = 16 << 20;

    /// <summary>The failure of an import that was given up.</summary>
    internal const string Interrupted = "interrupted";

    readonly IEventStore _store;
    readonly ImportTally _tally;
    readonly BlockParser _parser;
    int _blocksUnderWay;
    string? _inputFailure;

    /// <summary>An importer into this store. Requests to vanish (NIP-62) must name the relay by an address in these options.</summary>
    public EventImporter(IEventStore store, RelayOptions relay, ImportOptions options, TimeProvider? time = null)
    {
        _store = store;
        time ??= TimeProvider.System;
        _tally = new ImportTally(options, time);
        _parser = new BlockParser(store, new ImportRules(relay, options, time), options, MaxValueLength);
    }

    /// <summary>
    /// Imports to the end of the input, and calls <paramref name="progress"/> from time to time. Bad values are counted and skipped. If the
    /// input or the store fails, or on cancellation, the import ends and its report says why.
    /// </summary>
    public async Task<ImportReport> ImportAsync(Stream input, Action<ImportReport>? progress, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var blocks = Channel.CreateBounded<Task<ParsedBlock>>(2 * Environment.ProcessorCount);
        var reading = ReadAsync(input, blocks.Writer, stop.Token);
        string? failure = null;
        try
        {
            await foreach (var parsing in blocks.Reader.ReadAllAsync(CancellationToken.None))
            {
                var block = await parsing;
                failure = cancel.IsCancellationRequested ? Interrupted : await StoreAsync(block);
                if (failure is not null)
                    break;
                progress?.Invoke(_tally.Report());
                Interlocked.Decrement(ref _blocksUnderWay);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
        return _tally.Report(failure ?? _inputFailure);
    }

    /// <summary>The failure of an import whose input fails.</summary>
    internal static string Unreadable(Exception exception) => $"the input cannot be read further: {exception.Message}";

    async ValueTask<string?> StoreAsync(ParsedBlock block)
    {
        // A batch that has begun is finished, because its outcome belongs in the report.
        var results = block.Events.Count > 0 ? await _store.BackfillAsync(block.Events, CancellationToken.None) : [];
        return _tally.Add(block, results);
    }

    async Task ReadAsync(Stream input, ChannelWriter<Task<ParsedBlock>> blocks, CancellationToken cancel)
    {
        // Leaves the caller's thread, which stores the events.
        await Task.Yield();
        try
        {
            var reader = new ValueBlockReader(await InputDetection.OpenAsync(input, cancel), BlockSize, MaxValueLength);
            while (await reader.ReadAsync(() => Volatile.Read(ref _blocksUnderWay) == 0, cancel) is { } block)
            {
                Interlocked.Increment(ref _blocksUnderWay);
                await blocks.WriteAsync(Task.Run(() => _parser.Parse(block), CancellationToken.None), cancel);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            _inputFailure = Unreadable(exception);
        }
        catch (NotSupportedException exception)
        {
            _inputFailure = exception.Message;
        }
        catch (OperationCanceledException)
        {
            _inputFailure = Interrupted;
        }
        finally
        {
            blocks.Complete();
        }
    }
}
