using System.Threading.Channels;

namespace Relay.Core;

/// <summary>
/// Brings a file of events, one JSON object a line and perhaps gzip, into a store: a reader cuts blocks, all cores parse
/// and verify them side by side, and one consumer stores them in the order of the file. An importer serves one import.
/// </summary>
public sealed class EventImporter
{
    // A block of usual events is some 1,700: a batch that one commit holds well, and little to lose when interrupted.
    const int BlockSize = 1 << 20;

    // The most that a relay may be told to take as one message.
    const int MaxLineLength = 16 << 20;

    const string Interrupted = "interrupted";

    readonly IEventStore _store;
    readonly ImportTally _tally;
    readonly BlockParser _parser;
    int _blocksUnderWay;
    string? _inputFailure;

    /// <summary>
    /// An import into this store, of the relay with these options: requests to vanish (NIP-62) name it by its address.
    /// </summary>
    public EventImporter(IEventStore store, RelayOptions relay, ImportOptions options, TimeProvider? time = null)
    {
        _store = store;
        _tally = new ImportTally(options, time ?? TimeProvider.System);
        _parser = new BlockParser(store, new AdmissionRules(new RelayNames(relay)), options, MaxLineLength);
    }

    /// <summary>
    /// Imports to the end of the input, calling <paramref name="progress"/> now and then. Bad lines are counted and passed over;
    /// a failure of the input or of the store, or a cancellation, ends the import, and its report says so.
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

    async ValueTask<string?> StoreAsync(ParsedBlock block)
    {
        // A batch once begun is finished: its outcome belongs into the report.
        var results = block.Events.Count > 0 ? await _store.BackfillAsync(block.Events, CancellationToken.None) : [];
        return _tally.Add(block, results);
    }

    async Task ReadAsync(Stream input, ChannelWriter<Task<ParsedBlock>> blocks, CancellationToken cancel)
    {
        // Off the caller's thread, which stores.
        await Task.Yield();
        try
        {
            var reader = new LineBlockReader(await GzipDetection.OpenAsync(input, cancel), BlockSize, MaxLineLength);
            while (await reader.ReadAsync(() => Volatile.Read(ref _blocksUnderWay) == 0, cancel) is { } block)
            {
                Interlocked.Increment(ref _blocksUnderWay);
                await blocks.WriteAsync(Task.Run(() => _parser.Parse(block), CancellationToken.None), cancel);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            _inputFailure = $"the input cannot be read further: {exception.Message}";
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
