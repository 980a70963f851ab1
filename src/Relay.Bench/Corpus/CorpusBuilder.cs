using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Makes a corpus, reads one from a file, or writes one to a file. It handles the events one by one.</summary>
sealed class CorpusBuilder(CorpusOptions options, CorpusAuthors authors, Action<string> report) : IDisposable
{
    /// <summary>Events of a file that are made again, to check that the file fits the numbers.</summary>
    const int Compared = 256;

    readonly CorpusTally _tally = new();
    byte[] _json = new byte[1 << 12];

    /// <summary>The number, fingerprint and size of the events.</summary>
    public CorpusTally Tally => _tally;

    /// <summary>Makes the events.</summary>
    public EventCorpus Create()
    {
        using var writer = new RecordFileWriter();
        foreach (var e in CorpusGenerator.Generate(options, authors))
        {
            Add(e);
            writer.Add(e.Record.Span);
        }
        return new EventCorpus(writer.Finish());
    }

    /// <summary>Makes the events and writes them as JSON, one a line. Keeps none in memory.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancel)
    {
        await using var buffered = new BufferedStream(stream, 1 << 20);
        foreach (var e in CorpusGenerator.Generate(options, authors))
        {
            var length = Add(e);
            _json[length] = (byte)'\n';
            await buffered.WriteAsync(_json.AsMemory(0, length + 1), cancel);
        }
    }

    /// <summary>
    /// Reads a file that <see cref="WriteAsync"/> wrote. The first events are made again, to check that the file fits the numbers. The form
    /// and ids of the others are checked.
    /// </summary>
    public async Task<EventCorpus> ReadAsync(Stream stream, CancellationToken cancel)
    {
        using var writer = new RecordFileWriter();
        var parser = new EventParser();
        var lines = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 20));
        while (true)
        {
            var read = await lines.ReadAsync(cancel);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                Read(buffer.Slice(0, end), parser, writer);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            if (read.IsCompleted && !buffer.IsEmpty)
                throw new InvalidDataException($"line {_tally.Count + 1}: the file ends within it");
            lines.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                break;
        }
        if (_tally.Count == 0)
            throw new InvalidDataException("the file contains no events");
        var corpus = new EventCorpus(writer.Finish());
        Compare(corpus);
        return corpus;
    }

    public void Dispose() => _tally.Dispose();

    void Read(ReadOnlySequence<byte> line, EventParser parser, RecordFileWriter writer)
    {
        var json = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        if (!parser.TryParse(json, out var problem))
            throw new InvalidDataException($"line {_tally.Count + 1}: {problem}");
        writer.Add(parser.View.Record);
        Count(parser.View.Id, json.Length);
    }

    int Add(NostrEvent e)
    {
        var needed = EventJson.MaxLength(e.View) + 1;
        if (_json.Length < needed)
            _json = new byte[2 * needed];
        var length = EventJson.Write(e.View, _json);
        Count(e.Id, length);
        return length;
    }

    void Count(Bytes32 id, int length)
    {
        _tally.Add(id, length);
        if (_tally.Count % Math.Max(100_000, options.Events / 20) == 0)
            report(string.Create(CultureInfo.InvariantCulture, $"{_tally.Count:N0} events"));
    }

    void Compare(EventCorpus corpus)
    {
        var index = 0;
        foreach (var e in CorpusGenerator.Generate(options with { Events = corpus.Count }, authors).Take(Compared))
        {
            if (corpus[index++].Id != e.Id)
                throw new InvalidDataException(
                    "the file was written with other values of --authors, --seed, --newest or --follows: give the same values");
        }
    }
}
