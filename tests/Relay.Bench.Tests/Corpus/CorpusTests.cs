using Relay.Nostr;

namespace Relay.Bench.Tests;

public sealed class CorpusTests
{
    [Fact]
    public void Same_numbers_make_the_same_events_everywhere()
    {
        // Frozen: the same numbers must always mean the same events.
        Assert.Equal("c4e8d343aea6306d254efb1b68a56cdc", SampleCorpus.Fingerprint(SampleCorpus.All));
    }

    [Fact]
    public void Another_seed_makes_other_events()
    {
        var options = SampleCorpus.Options with { Events = 100 };
        var first = Fingerprint(options);
        Assert.NotEqual(first, Fingerprint(options with { Seed = 8 }));
        Assert.Equal(first, Fingerprint(options));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_number_of_threads_changes_nothing(int threads)
    {
        var options = SampleCorpus.Options with { Events = 3_000 };
        var events = CorpusGenerator.Generate(options, SampleCorpus.Authors, new ParallelOptions { MaxDegreeOfParallelism = threads });
        Assert.Equal("5dab158637e6ba2e28841621d56958ca", SampleCorpus.Fingerprint(events));
    }

    [Theory]
    [InlineData(Kind.TextNote, 490)]
    [InlineData(Kind.Reaction, 300)]
    [InlineData(Kind.Repost, 70)]
    [InlineData(Kind.Zap, 60)]
    [InlineData(1111, 55)]
    [InlineData(Kind.Metadata, 10)]
    [InlineData(Kind.Article, 5)]
    [InlineData(Kind.Deletion, 5)]
    [InlineData(Kind.RelayList, 4)]
    [InlineData(Kind.FollowList, 1)]
    public void Kinds_have_their_shares(int kind, int share)
    {
        var count = SampleCorpus.All.Count(e => e.Kind == kind);
        var tolerance = 4 * Math.Sqrt(share * SampleCorpus.All.Count / 1000.0);
        Assert.InRange(count, share * SampleCorpus.All.Count / 1000.0 - tolerance, share * SampleCorpus.All.Count / 1000.0 + tolerance);
        Assert.True(count > 0);
    }

    [Fact]
    public void Events_are_as_large_as_those_of_the_published_table() =>
        Assert.InRange(SampleCorpus.AverageSize(SampleCorpus.All), 560, 640);

    [Fact]
    public void Events_are_valid_and_signed_by_their_authors()
    {
        var verifier = new SchnorrVerifier();
        for (var i = 0; i < SampleCorpus.All.Count; i++)
        {
            var kind = SampleCorpus.All[i].Kind;
            if (kind is Kind.TextNote or Kind.Reaction && i % 20 > 0)
                continue;
            var e = NostrEvent.TryParse(SampleCorpus.All[i].ToJson(), out var problem);
            Assert.Null(problem);
            Assert.True(verifier.Verify(e!.View.Signature, e.Id.Span, e.PublicKey.Span));
        }
    }

    [Fact]
    public void Times_ascend_to_the_newest_and_some_are_equal()
    {
        var times = SampleCorpus.All.Select(static e => e.CreatedAt).ToList();
        Assert.Equal(SampleCorpus.Options.Newest, times[^1]);
        Assert.Equal(times.Order(), times);
        var ties = times.Zip(times.Skip(1)).Count(static pair => pair.First == pair.Second);
        Assert.InRange(100.0 * ties / times.Count, 8, 18);
    }

    [Fact]
    public void A_large_corpus_reaches_back_no_further_than_a_year_and_a_half()
    {
        var times = new CorpusTimes(new CorpusOptions { Events = 10_000_000 });
        Assert.InRange(new CorpusOptions().Newest - times.Next(), 200 * 86_400, 550 * 86_400);
    }

    [Fact]
    public void Events_refer_to_earlier_notes()
    {
        var notes = new HashSet<string>();
        var references = 0;
        foreach (var e in SampleCorpus.All)
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
        Assert.True(references > SampleCorpus.All.Count / 2);
    }

    [Fact]
    public void Few_authors_write_most()
    {
        var counts = SampleCorpus.All.GroupBy(static e => e.PublicKey).Select(static group => group.Count()).OrderDescending().ToList();
        var busy = counts.Take(SampleCorpus.Options.Authors / 8).Sum();
        Assert.InRange(100.0 * busy / SampleCorpus.All.Count, 45, 55);
        Assert.True(counts.Count > SampleCorpus.Options.Authors * 9 / 10);
    }

    [Theory]
    [InlineData('\u0100', '\u017F')]
    [InlineData('\u0370', '\u03FF')]
    [InlineData('\u0400', '\u04FF')]
    [InlineData('\u0600', '\u06FF')]
    [InlineData('\u0900', '\u097F')]
    [InlineData('\u3040', '\u30FF')]
    [InlineData('\u4E00', '\u9FFF')]
    [InlineData('\uAC00', '\uD7AF')]
    [InlineData('\uD800', '\uDFFF')]
    [InlineData('"', '"')]
    [InlineData('\\', '\\')]
    [InlineData('\n', '\n')]
    public void Texts_are_of_several_scripts_and_some_need_escapes(char first, char last)
    {
        var notes = SampleCorpus.All.Where(static e => e.Kind == Kind.TextNote).ToList();
        var count = notes.Count(e => e.Content.Any(character => character >= first && character <= last));
        Assert.InRange(count, notes.Count / 200, notes.Count / 2);
    }

    [Fact]
    public void Follow_lists_have_fifty_keys_to_two_thousand_each_once()
    {
        var options = new CorpusOptions { Events = 100_000, Authors = 100, Follows = 2_000 };
        var random = new CorpusRandom(5);
        var lists = new CorpusLists(random, SampleCorpus.Authors, options.Follows);
        var counts = new List<int>();
        for (var i = 0; i < 300; i++)
        {
            var keys = lists.Follows(createdAt: 1).Tags.Select(static tag => tag[1]).ToList();
            Assert.All(keys, static key => Assert.True(Bytes32.TryParse(key, out _)));
            Assert.Equal(keys.Count, keys.Distinct().Count());
            counts.Add(keys.Count);
        }
        Assert.InRange(counts.Min(), 50, 60);
        Assert.InRange(counts.Max(), 1_000, 2_000);
        Assert.InRange(counts.Average(), 200, 300);
    }

    [Fact]
    public void Fresh_events_are_notes_of_this_moment_and_never_the_same()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using var first = CorpusGenerator.CreateFresh(300, SampleCorpus.Authors);
        using var second = CorpusGenerator.CreateFresh(300, SampleCorpus.Authors);
        var size = 0;
        for (var i = 0; i < first.Count; i++)
        {
            Assert.Equal(Kind.TextNote, first[i].Kind);
            Assert.InRange(first[i].CreatedAt, before, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            Assert.True(first.IsKept(i));
            Assert.False(second.TryFind(first[i].Id, out _));
            size += new NostrEvent(first[i]).ToJson().Length;
        }
        Assert.InRange(size / first.Count, 560, 640);
    }

    static string Fingerprint(CorpusOptions options)
    {
        using var authors = new CorpusAuthors(options.Authors, options.Seed);
        return SampleCorpus.Fingerprint(CorpusGenerator.Generate(options, authors));
    }
}
