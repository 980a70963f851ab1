using System.Text;

namespace Relay.Nostr.Tests;

public sealed class FilterFuzzTests
{
    [Fact]
    public void Filters_right_or_wrong_are_read_as_a_plain_reader_reads_them()
    {
        Fuzz.Run(random =>
        {
            var filters = new RandomFilters(random);
            var json = filters.Spelled(filters.Filter(new RandomEvents(random).Event()));
            var andTags = random.Next(2) == 0;
            var expected = PlainFilterReader.Read(json, andTags);

            var filter = FilterReader.TryParse(json, out var problem, andTags);

            Assert.True(filter is null == expected is null, $"{problem}: {Encoding.UTF8.GetString(json)}");
            Assert.Equal(filter is null, problem is not null);
            if (filter is not null)
                Assert.Equal(expected!.Canonical(), PlainFilter.Canonical(filter));
            else
                Assert.Matches("^(invalid|unsupported): ", problem);
        });
    }

    [Fact]
    public void Filters_match_what_a_plain_filter_matches()
    {
        int matched = 0, missed = 0;
        var hasher = TermHasher.CreateRandom();
        var tags = new EventTags();
        Fuzz.Run(random =>
        {
            var events = new RandomEvents(random);
            PlainEvent e = events.Event(), other = events.Event();
            var plain = new RandomFilters(random).Filter(e);
            var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes(plain.ToJson()), out var problem, andTags: true);
            Assert.Null(problem);

            foreach (var candidate in new[] { e, other })
            {
                var expected = plain.Matches(candidate);
                var view = candidate.Parsed().View;
                Assert.True(expected == filter!.Matches(view), $"{plain.ToJson()} {candidate}");
                tags.Collect(view, hasher);
                Assert.True(expected == new FilterMatcher(filter, hasher).Matches(view, tags), $"by hashes: {plain.ToJson()} {candidate}");
                Assert.False(expected && filter.MatchesNothing, plain.ToJson());
                _ = expected ? matched++ : missed++;
            }
        });
        // Both outcomes must have occurred, or the comparison means little.
        if (Environment.GetEnvironmentVariable("FUZZ_SEED") is null)
            Assert.True(matched > 10 && missed > 10, $"{matched} matched, {missed} did not");
    }

    [Fact]
    public void An_event_emits_a_term_for_every_tag_condition_it_satisfies()
    {
        var hasher = TermHasher.CreateRandom();
        TermList stored = new(), live = new();
        var tags = new EventTags();
        Fuzz.Run(random =>
        {
            var e = new RandomEvents(random).Event();
            var plain = new RandomFilters(random).Filter(e);
            var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes(plain.ToJson()), out _, andTags: true)!;
            var view = e.Parsed().View;
            EventTerms.CollectStored(view, hasher, stored);
            tags.Collect(view, hasher);
            EventTerms.CollectLive(view, tags, live);
            if (!filter.Matches(view))
                return;
            foreach (var tag in filter.Tags)
            {
                var terms = tag.Values.Select(value => hasher.Tag(tag.Letter, value.View)).ToArray();
                Assert.Contains(terms, term => stored.Span.BinarySearch(term) >= 0);
                Assert.Contains(terms, term => live.Span.Contains(term));
            }
        });
    }
}
