using System.Buffers;
using System.IO.Pipelines;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>
/// Puts the events of one store into another, as history and in the order in which they come. The events have been judged when they were
/// first stored, so neither rules nor signatures are checked again.
/// </summary>
sealed class StoreCopier(IEventStore store)
{
    /// <summary>Events and bytes of one write.</summary>
    const int BatchEvents = 1000, BatchBytes = 4 << 20;

    readonly CopyReport _report = new();

    /// <summary>Reads lines to their end. Throws <see cref="StoreException"/> if the store fails.</summary>
    public async Task<CopyReport> CopyAsync(Stream lines, Action<long> progress, CancellationToken cancel)
    {
        var reader = PipeReader.Create(lines, new StreamPipeReaderOptions(bufferSize: 1 << 20));
        var (batch, bytes) = (new List<NostrEvent>(), 0);
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                batch.Add(Parse(rest.Slice(0, end)));
                bytes += batch[^1].Record.Length;
                rest = rest.Slice(rest.GetPosition(1, end));
                if (batch.Count < BatchEvents && bytes < BatchBytes)
                    continue;
                await StoreAsync(batch, cancel);
                progress(_report.Read);
                (batch, bytes) = ([], 0);
            }
            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                break;
        }
        await StoreAsync(batch, cancel);
        return _report;
    }

    async Task StoreAsync(List<NostrEvent> batch, CancellationToken cancel)
    {
        if (batch.Count == 0)
            return;
        var results = await store.BackfillAsync(batch, cancel);
        for (var i = 0; i < results.Length; i++)
        {
            if (_report.Add(batch[i], results[i]) is { } failure)
                throw new StoreException($"The copy ended after {_report.Read - 1} events: {failure}. Run it again to go on.");
        }
    }

    static NostrEvent Parse(ReadOnlySequence<byte> line) =>
        NostrEvent.TryParse(line.IsSingleSegment ? line.FirstSpan : line.ToArray(), out var problem)
            ?? throw new StoreException($"The first store has an event that cannot be read: {problem}.");

    /// <summary>What a store contains.</summary>
    public static async Task<IdDigest> DigestAsync(IEventLog log, Action<long> progress, CancellationToken cancel)
    {
        var sink = new DigestSink();
        await Task.Run(
            async () =>
            {
                var read = new LogRead(After: 0, IsMore: true);
                while ((read = await log.ReadLogAsync(read.After, sink, cancel)).IsMore)
                {
                    cancel.ThrowIfCancellationRequested();
                    progress(sink.Digest.Count);
                    sink.MakeRoom();
                }
            },
            cancel);
        return sink.Digest;
    }

    /// <summary>Adds ids up, and is full from time to time, so that the reader gives its snapshot back.</summary>
    sealed class DigestSink : IEventSink
    {
        const int EventsAtOnce = 10_000;

        int _room = EventsAtOnce;

        public IdDigest Digest { get; } = new();

        public bool TryWrite(EventView e)
        {
            if (_room == 0)
                return false;
            _room--;
            Digest.Add(e.Id);
            return true;
        }

        public void MakeRoom() => _room = EventsAtOnce;

        public ValueTask WaitForRoomAsync(CancellationToken cancel)
        {
            MakeRoom();
            return default;
        }
    }
}
