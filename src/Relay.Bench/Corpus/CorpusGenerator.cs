using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Makes corpora. One thread drafts the events, so that they are the same each time; all threads sign them.</summary>
static class CorpusGenerator
{
    const int MaxBlock = 1024;

    /// <summary>Signatures must be the same each time too, because reposts contain them.</summary>
    static readonly byte[] Auxiliary = new byte[32];

    /// <summary>Makes events of the past that refer to each other. At most one block of them is in memory.</summary>
    public static IEnumerable<NostrEvent> Generate(CorpusOptions options, CorpusAuthors authors, ParallelOptions? threads = null)
    {
        var times = new CorpusTimes(options);
        var history = new CorpusHistory();
        var drafts = new CorpusDrafts(new CorpusRandom((ulong)options.Seed), authors, history, options.Follows);
        var block = new List<CorpusDraft>(MaxBlock);
        for (var start = 0; start < options.Events; start += block.Count)
        {
            // Events refer to ids, which exist only after a block is signed. So the first blocks are small.
            var size = Math.Min(options.Events - start, Math.Clamp(start / 4, 16, MaxBlock));
            block.Clear();
            for (var i = 0; i < size; i++)
                block.Add(drafts.Next(times.Next()));
            var events = Sign(block, authors, threads ?? new ParallelOptions());
            AddNotes(block, events, history);
            foreach (var e in events)
                yield return e;
        }
    }

    /// <summary>Makes notes of this moment, which no relay can have yet, of the average size of a corpus's events.</summary>
    /// <param name="count">How many notes.</param>
    /// <param name="authors">The authors of the notes.</param>
    /// <param name="change">Changes a note for the row that needs it, given its number; null for no change.</param>
    public static EventCorpus CreateFresh(int count, CorpusAuthors authors, Func<CorpusDraft, int, CorpusDraft>? change = null)
    {
        var now = DateTimeOffset.UtcNow;
        var random = new CorpusRandom((ulong)now.Ticks);
        var drafts = new CorpusDrafts(random, authors, new CorpusHistory(), follows: 0);
        var block = new List<CorpusDraft>(count);
        for (var i = 0; i < count; i++)
        {
            var note = drafts.Note(random.NextSkewed(authors.Count), now.ToUnixTimeSeconds(), random.Between(40, 360));
            // The number keeps apart two notes that have the same text in the same second.
            note = note with { Draft = note.Draft with { Content = $"{note.Draft.Content} {i}" } };
            block.Add(change is null ? note : change(note, i));
        }
        return new EventCorpus(new MemoryRecords(Sign(block, authors, new ParallelOptions())));
    }

    static NostrEvent[] Sign(List<CorpusDraft> drafts, CorpusAuthors authors, ParallelOptions threads)
    {
        var events = new NostrEvent[drafts.Count];
        Parallel.For(0, drafts.Count, threads, i => events[i] = drafts[i].Draft.Sign(authors.Key(drafts[i].Author), Auxiliary));
        return events;
    }

    static void AddNotes(List<CorpusDraft> drafts, NostrEvent[] events, CorpusHistory history)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            if (!drafts[i].IsNote)
                continue;
            var id = events[i].Id.ToString();
            var author = drafts[i].Author;
            var target = drafts[i].Target;
            history.RecentNotes.Add(new CorpusNote(events[i], id, author, target?.RootId ?? id, target?.RootAuthor ?? author));
        }
    }
}
