using System.Globalization;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// Events and filters from few authors, kinds, times and values, so that they often meet. The same seed gives the same events except for
/// the authors' keys. A failing test prints it.
/// </summary>
public sealed class RandomNostr(int seed)
{
    static readonly Author[] Authors = [.. Enumerable.Range(0, 4).Select(_ => new Author())];
    static readonly char[] Letters = ['e', 'p', 't', 'T', 'd'];
    static readonly string[] Words = ["", "a", "b", "nostr", "Nostr", "\"\n\\", "ünï", new string('x', 300), new string('x', 299) + "y"];

    readonly Random _random = new(seed);
    readonly List<NostrEvent> _made = [];

    public int Seed => seed;

    public NostrEvent Event(int[] kinds)
    {
        var author = Pick(Authors);
        var tags = Enumerable.Range(0, _random.Next(5)).Select(_ => Tag()).ToArray();
        var content = _random.Next(1000).ToString(CultureInfo.InvariantCulture);
        var e = author.Event(Pick(kinds), content, Author.FirstTime + _random.Next(20), tags);
        _made.Add(e);
        return e;
    }

    public NaiveFilter Filter(int[] kinds)
    {
        var tags = new Dictionary<char, string[]>();
        var allTags = new Dictionary<char, string[]>();
        for (var count = _random.Next(4) - 1; count > 0; count--)
        {
            var letter = Pick(Letters);
            (Chance(3) ? allTags : tags)[letter] = Some(() => Value(letter));
        }
        return new NaiveFilter
        {
            Ids = Chance(6) && _made.Count > 0 ? Some(() => Pick(_made).Id.ToString()) : null,
            Authors = Chance(2) ? Some(() => Pick(Authors).Hex) : null,
            Kinds = Chance(2) ? Some(() => Pick(kinds)) : null,
            Tags = tags,
            AllTags = allTags,
            Since = Chance(4) ? Author.FirstTime + _random.Next(20) : null,
            Until = Chance(4) ? Author.FirstTime + _random.Next(20) : null,
            Limit = Chance(2) ? _random.Next(1, 8) : null,
        };
    }

    public int Next(int maximum) => _random.Next(maximum);

    string[] Tag()
    {
        if (Chance(8))
            return Chance(2) ? ["t"] : ["client", "test"];
        var letter = Pick(Letters);
        string[] tag = [letter.ToString(), Value(letter)];
        return Chance(3) ? [.. tag, Pick(Words)] : tag;
    }

    string Value(char letter) => letter switch
    {
        'e' when _made.Count > 0 => Pick(_made).Id.ToString(),
        'e' or 'p' => Pick(Authors).Hex,
        _ => Pick(Words),
    };

    bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    // Sometimes empty: a condition without values matches nothing.
    T[] Some<T>(Func<T> make) => [.. Enumerable.Range(0, Chance(20) ? 0 : _random.Next(1, 4)).Select(_ => make())];

    T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];
}
