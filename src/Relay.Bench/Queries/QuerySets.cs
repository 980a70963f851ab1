using System.Text;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>The built-in queries, made from the corpus.</summary>
sealed class QuerySets
{
    /// <summary>The number of queries in a set: too many for a relay to remember all answers.</summary>
    const int Count = 200;

    /// <summary>The number of queries of a set whose answers are counted beforehand. Counting checks every event.</summary>
    const int Counted = 40;

    readonly CorpusAuthors _authors;
    readonly CorpusRandom _random;
    readonly QueryPicker _picker;

    QuerySets(EventCorpus corpus, CorpusAuthors authors, int seed)
    {
        _authors = authors;
        _random = new CorpusRandom(~(ulong)seed);
        _picker = new QueryPicker(corpus, _random);
    }

    public static IReadOnlyList<QuerySet> Create(EventCorpus corpus, CorpusAuthors authors, int seed)
    {
        var sets = new QuerySets(corpus, authors, seed).CreateAll();
        var counted = sets.SelectMany(static set => set.Queries.Take(Counted)).ToList();
        var counts = QueryOracle.CountAll(counted, corpus);
        var next = 0;
        foreach (var set in sets)
        {
            for (var i = 0; i < Math.Min(Counted, set.Queries.Length); i++)
                set.Queries[i] = set.Queries[i] with { AtLeast = counts[next++] };
        }
        return sets;
    }

    List<QuerySet> CreateAll() =>
    [
        One("newest-500", "newest 500", """{"limit":500}""") with { CountsEvents = true },
        One("newest-100-notes", "newest 100 of kind 1", """{"kinds":[1],"limit":100}"""),
        Many("timeline-150", "home timeline, 150 authors, kinds 1+6, limit 50", () => Timeline(150, 50)),
        Many("timeline-500", "home timeline, 500 authors, kinds 1+6, limit 100", () => Timeline(500, 100)),
        Many("ids-20", "20 ids", Ids),
        Many("author-20", "one author's notes, limit 20", () => $$"""{"authors":["{{Author()}}"],"kinds":[1],"limit":20}"""),
        Many("replies", "replies to one note by #e", () => $$"""{"kinds":[1],"#e":["{{_picker.TagValue("e"u8, Kind.TextNote)}}"]}"""),
        Many("mentions", "mentions of one key by #p, limit 50", Mentions),
        Many("hashtag", "one hashtag, limit 50", () => $$"""{"#t":["{{_picker.TagValue("t"u8, null)}}"],"limit":50}"""),
        Many("and", "3 authors and kind 1 and a hashtag", Selective),
    ];

    string Timeline(int authors, int limit) => $$"""{"authors":[{{Quoted(Distinct(authors))}}],"kinds":[1,6],"limit":{{limit}}}""";

    string Ids() => $$"""{"ids":[{{Quoted(Enumerable.Range(0, 20).Select(_ => _picker.Id().ToString()))}}]}""";

    /// <summary>The kinds that clients show as notifications. With all kinds, most bytes of an answer would be follow lists.</summary>
    string Mentions() => $$"""{"kinds":[1,6,7,1111,9735],"#p":["{{_picker.TagValue("p"u8, null)}}"],"limit":50}""";

    string Selective()
    {
        var note = _picker.Tagged("t"u8, Kind.TextNote);
        note.Tags.TryGetFirst("t"u8, out var hashtag);
        string[] authors = [note.PublicKey.ToString(), Author(), Author()];
        return $$"""{"authors":[{{Quoted(authors.Distinct())}}],"kinds":[1],"#t":["{{hashtag.ToString()}}"],"limit":50}""";
    }

    string Author() => _authors.PublicKey(_random.Next(_authors.Count));

    /// <summary>Picks different authors, mostly busy ones, because people follow the busy rather than the silent.</summary>
    HashSet<string> Distinct(int count)
    {
        var chosen = new HashSet<string>();
        while (chosen.Count < Math.Min(count, _authors.Count))
            chosen.Add(_authors.PublicKey(_random.Percent(50) ? _random.Next(_authors.Count) : _random.NextSkewed(_authors.Count)));
        return chosen;
    }

    static QuerySet One(string name, string description, string filter) => new(name, description, [Query(filter)]);

    static QuerySet Many(string name, string description, Func<string> filter)
    {
        var queries = new BenchQuery[Count];
        for (var i = 0; i < queries.Length; i++)
            queries[i] = Query(filter());
        return new QuerySet(name, description, queries);
    }

    static BenchQuery Query(string filter) => BenchQuery.Parse(Encoding.UTF8.GetBytes($"[{filter}]"));

    static string Quoted(IEnumerable<string> values) => string.Join(',', values.Select(static value => $"\"{value}\""));
}
