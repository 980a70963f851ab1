using Relay.Nostr;
using Relay.Server;

namespace Relay.Tests;

public sealed class CorpusTests
{
    [Fact]
    public void Same_numbers_make_the_same_events_everywhere()
    {
        // Frozen: whoever measures with these numbers measures with these events.
        Assert.Equal("8c82c0941e3b2befd39872a4a1b4ba87", SampleCorpus.Events.Fingerprint());
    }

    [Fact]
    public void Another_seed_makes_other_events()
    {
        var options = SampleCorpus.Options with { Events = 100 };
        var first = SampleCorpus.Create(options).Fingerprint();
        Assert.NotEqual(first, SampleCorpus.Create(options with { Seed = 8 }).Fingerprint());
        Assert.Equal(first, SampleCorpus.Create(options).Fingerprint());
    }

    [Theory]
    [InlineData(Kind.TextNote, 50)]
    [InlineData(Kind.Reaction, 31)]
    [InlineData(Kind.Repost, 7)]
    [InlineData(Kind.Zap, 6)]
    [InlineData(1111, 6)]
    public void Kinds_have_their_shares(int kind, int percent)
    {
        var count = All().Count(e => e.Kind == kind);
        Assert.InRange(100.0 * count / SampleCorpus.Events.Count, percent - 2.5, percent + 2.5);
    }

    [Fact]
    public void Events_are_as_large_as_those_of_the_published_table() => Assert.InRange(SampleCorpus.Events.AverageSize(), 550, 602);

    [Fact]
    public void Events_are_valid_and_signed_by_their_authors()
    {
        var verifier = new SchnorrVerifier();
        for (var i = 0; i < SampleCorpus.Events.Count; i += 20)
        {
            var e = NostrEvent.TryParse(SampleCorpus.Events[i].ToJson(), out var problem);
            Assert.Null(problem);
            Assert.True(verifier.Verify(e!.View.Signature, e.Id.Span, e.PublicKey.Span));
        }
    }

    [Fact]
    public void Times_ascend_to_the_newest_and_some_are_equal()
    {
        var times = All().Select(static e => e.CreatedAt).ToList();
        Assert.Equal(SampleCorpus.Options.Newest, times[^1]);
        Assert.Equal(times.Order(), times);
        var ties = times.Zip(times.Skip(1)).Count(static pair => pair.First == pair.Second);
        Assert.InRange(100.0 * ties / times.Count, 8, 18);
    }

    [Fact]
    public void Events_refer_to_earlier_notes()
    {
        var notes = new HashSet<string>();
        var references = 0;
        foreach (var e in All())
        {
            foreach (var tag in e.Tags)
            {
                if (!tag.Name.Is("e"u8) && !tag.Name.Is("E"u8))
                    continue;
                references++;
                Assert.Contains(tag.Value.ToString(), notes);
            }
            if (e.Kind == Kind.TextNote)
                notes.Add(e.Id.ToString());
        }
        Assert.True(references > SampleCorpus.Events.Count / 2);
    }

    [Fact]
    public void Few_authors_write_most()
    {
        var counts = All().GroupBy(static e => e.PublicKey).Select(static group => group.Count()).OrderDescending().ToList();
        var busy = counts.Take(SampleCorpus.Options.Authors / 8).Sum();
        Assert.InRange(100.0 * busy / SampleCorpus.Events.Count, 45, 55);
        Assert.True(counts.Count > SampleCorpus.Options.Authors * 9 / 10);
    }

    [Fact]
    public void Some_texts_need_escapes_and_some_are_beyond_ascii()
    {
        Assert.Contains(All(), static e => e.View.Content.Contains((byte)'\\'));
        Assert.Contains(All(), static e => e.View.Content.ContainsAnyExceptInRange((byte)0, (byte)0x7F));
    }

    [Fact]
    public void Fresh_events_are_notes_of_this_moment_and_never_the_same()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var first = CorpusGenerator.CreateFresh(300, SampleCorpus.Authors);
        var second = CorpusGenerator.CreateFresh(300, SampleCorpus.Authors);
        for (var i = 0; i < first.Count; i++)
        {
            Assert.Equal(Kind.TextNote, first[i].Kind);
            Assert.InRange(first[i].CreatedAt, before, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            Assert.False(second.TryFind(first[i].Id, out _));
        }
        Assert.InRange(first.AverageSize(), 550, 602);
    }

    static IEnumerable<NostrEvent> All() => Enumerable.Range(0, SampleCorpus.Events.Count).Select(static i => SampleCorpus.Events[i]);
}
