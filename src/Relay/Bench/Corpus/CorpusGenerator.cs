using System.Globalization;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>Makes corpora: drafts by one thread, so that they are the same each time, signed by all.</summary>
static class CorpusGenerator
{
    /// <summary>Seconds between two events, on average.</summary>
    const int AverageGap = 20;

    const int MaxBlock = 1024;
    const int ReportStep = 100_000;

    /// <summary>Reposts contain signatures, so these are part of what must be the same each time.</summary>
    static readonly byte[] Auxiliary = new byte[32];

    /// <summary>Events of the past, referring to each other.</summary>
    public static EventCorpus Create(CorpusOptions options, CorpusAuthors authors, Action<string> report)
    {
        var random = new CorpusRandom((ulong)options.Seed);
        var threads = new CorpusThreads();
        var drafts = new CorpusDrafts(random, authors, threads);
        var times = Times(options, random);
        var events = new NostrEvent[options.Events];
        var block = new List<CorpusDraft>(MaxBlock);
        for (var start = 0; start < events.Length; start += block.Count)
        {
            // Events refer to ids, which exist once a block is signed; so blocks begin small.
            var size = Math.Min(events.Length - start, Math.Clamp(start / 4, 16, MaxBlock));
            block.Clear();
            for (var i = 0; i < size; i++)
                block.Add(drafts.Next(times[start + i]));
            Sign(block, authors, events.AsMemory(start, size));
            AddNotes(block, events.AsSpan(start, size), threads);
            if ((start + size) / ReportStep > start / ReportStep)
                report(string.Create(CultureInfo.InvariantCulture, $"{start + size:N0} of {events.Length:N0} events made"));
        }
        return new EventCorpus(events);
    }

    /// <summary>Notes of this moment, which no relay can have yet, as large on average as the events of a corpus.</summary>
    public static EventCorpus CreateFresh(int count, CorpusAuthors authors)
    {
        var now = DateTimeOffset.UtcNow;
        var random = new CorpusRandom((ulong)now.Ticks);
        var drafts = new CorpusDrafts(random, authors, new CorpusThreads());
        var block = new List<CorpusDraft>(count);
        for (var i = 0; i < count; i++)
        {
            var note = drafts.Note(random.NextSkewed(authors.Count), now.ToUnixTimeSeconds(), random.Between(40, 320));
            // The number keeps two notes apart that happen to say the same in one second.
            block.Add(note with { Draft = note.Draft with { Content = $"{note.Draft.Content} {i}" } });
        }
        var events = new NostrEvent[count];
        Sign(block, authors, events);
        return new EventCorpus(events);
    }

    static void Sign(List<CorpusDraft> drafts, CorpusAuthors authors, Memory<NostrEvent> events) =>
        Parallel.For(0, drafts.Count, i => events.Span[i] = drafts[i].Draft.Sign(authors.Key(drafts[i].Author), Auxiliary));

    static void AddNotes(List<CorpusDraft> drafts, ReadOnlySpan<NostrEvent> events, CorpusThreads threads)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            if (!drafts[i].IsNote)
                continue;
            var id = events[i].Id.ToString();
            var author = drafts[i].Author;
            var target = drafts[i].Target;
            threads.Add(new CorpusThreads.Note(events[i], id, author, target?.RootId ?? id, target?.RootAuthor ?? author));
        }
    }

    /// <summary>Ascending times up to the newest. One in ten is that of the event before: relays must order ties.</summary>
    static long[] Times(CorpusOptions options, CorpusRandom random)
    {
        var times = new long[options.Events];
        var time = 0L;
        for (var i = 0; i < times.Length; i++)
            times[i] = time += random.Percent(10) ? 0 : random.Between(0, 2 * AverageGap);
        for (var i = 0; i < times.Length; i++)
            times[i] += options.Newest - time;
        return times;
    }
}
