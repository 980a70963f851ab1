using Relay.Nostr;

namespace Relay.Bench.Tests;

public sealed class KeptEventsTests
{
    [Fact]
    public void The_events_that_are_kept_are_those_that_a_plain_walk_keeps()
    {
        var deleted = new HashSet<(string Id, Bytes32 Author)>();
        foreach (var e in SampleCorpus.All.Where(static e => e.Kind == Kind.Deletion))
        {
            e.Tags.TryGetFirst("e"u8, out var id);
            deleted.Add((id.ToString(), e.PublicKey));
        }
        var latest = SampleCorpus.All
            .Where(static e => Kind.IsReplaced(e.Kind))
            .GroupBy(static e => (e.Kind, e.PublicKey, Identifier(e)))
            .Select(static versions => versions.OrderByDescending(static e => e.CreatedAt).ThenBy(static e => e.Id).First().Id)
            .ToHashSet();
        var kept = SampleCorpus.All.Select(e =>
            Kind.IsReplaced(e.Kind) ? latest.Contains(e.Id) : !deleted.Contains((e.Id.ToString(), e.PublicKey))).ToList();
        Assert.Equal(kept, SampleCorpus.All.Select(static (_, i) => SampleCorpus.Events.IsKept(i)));
        Assert.Equal(kept.Count(static isKept => isKept), SampleCorpus.Events.KeptCount);
    }

    [Theory]
    [InlineData(Kind.TextNote)]
    [InlineData(Kind.Metadata)]
    [InlineData(Kind.Article)]
    public void Some_events_of_each_sort_are_not_kept_and_some_are(int kind)
    {
        var kept = SampleCorpus.All.Select(static (e, i) => (e.Kind, IsKept: SampleCorpus.Events.IsKept(i))).Where(row => row.Kind == kind);
        Assert.Equal([false, true], kept.Select(static row => row.IsKept).Distinct().Order());
    }

    [Fact]
    public void Of_two_versions_of_one_second_that_of_the_lower_id_is_kept()
    {
        var versions = new[] { "a", "b", "c", "d" }.Select(content =>
            new EventDraft { Kind = Kind.Metadata, CreatedAt = 5, Content = content }.Sign(SampleCorpus.Authors.Key(0))).ToArray();
        using var corpus = new EventCorpus(new MemoryRecords(versions));
        Assert.Equal(1, corpus.KeptCount);
        Assert.True(corpus.IsKept(Array.IndexOf(versions, versions.MinBy(static e => e.Id))));
    }

    [Fact]
    public void Nobody_deletes_the_notes_of_others()
    {
        var note = new EventDraft { Kind = Kind.TextNote, CreatedAt = 5 }.Sign(SampleCorpus.Authors.Key(0));
        var deletion = new EventDraft { Kind = Kind.Deletion, CreatedAt = 6, Tags = [["e", note.Id.ToString()]] };
        using var by0 = new EventCorpus(new MemoryRecords([note, deletion.Sign(SampleCorpus.Authors.Key(0))]));
        using var by1 = new EventCorpus(new MemoryRecords([note, deletion.Sign(SampleCorpus.Authors.Key(1))]));
        Assert.Equal((1, 2), (by0.KeptCount, by1.KeptCount));
    }

    static string Identifier(NostrEvent e) =>
        Kind.ClassOf(e.Kind) == KindClass.Addressable && e.Tags.TryGetFirst("d"u8, out var value) ? value.ToString() : "";
}
