using System.Globalization;
using System.Text;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// Events and filters from few authors, kinds, seconds and values, so that they meet: ties, versions, deletions before and after their
/// targets, expiry around the clock, ids and keys with equal beginnings. The same seed and clock give the same events.
/// </summary>
public sealed class RandomHistory(int seed, FakeTime time)
{
    static readonly Bytes32[] Authors =
    [
        Unsigned.Key("a"), Unsigned.Key("b"), Unsigned.Key("c"),
        // To the store's terms this is the same author as the first.
        Unsigned.Key("d").Starting(Unsigned.Key("a").Span[..8]),
    ];

    static readonly int[] Kinds =
    [
        Kind.TextNote, Kind.Reaction, Kind.EncryptedDirectMessage, Kind.GiftWrap,
        Kind.Metadata, Kind.RelayList, Kind.Article, Kind.Deletion, Kind.Vanish,
    ];

    static readonly string[] Identifiers = ["", "x", "y"];
    static readonly string[] Words = ["", "red", "blue"];

    readonly Random _random = new(seed);
    readonly List<NostrEvent> _made = [];
    int _serial;

    /// <summary>An event to store: a new one, or sometimes one made before, whatever happened to it.</summary>
    public NostrEvent NextEvent()
    {
        if (_made.Count > 0 && Chance(0.1))
            return Pick(_made);
        // Some events are kept back, to be deleted before they arrive.
        while (true)
        {
            var e = MakeEvent();
            _made.Add(e);
            if (!Chance(0.1))
                return e;
        }
    }

    /// <summary>Between one and three filters, rarely one that matches nothing.</summary>
    public NaiveFilter[] NextFilters() => [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => MakeFilter())];

    /// <summary>The event with this id, and the events that name it.</summary>
    public string Describe(string id) =>
        string.Join(
            " and ", _made.Select(e => Encoding.UTF8.GetString(e.ToJson())).Where(json => json.Contains(id, StringComparison.Ordinal)));

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public int Next(int minimum, int maximum) => _random.Next(minimum, maximum);

    public T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    NostrEvent MakeEvent()
    {
        var author = Pick(Authors);
        var at = time.Now - _random.Next(12);
        return _random.Next(100) switch
        {
            < 40 => Make(author, Chance(0.5) ? Kind.TextNote : Kind.Reaction, at, RandomTags()),
            < 52 => Make(author, Chance(0.5) ? Kind.Metadata : Kind.RelayList, at, RandomTags()),
            < 66 => Make(author, Kind.Article, at, [.. Identifier(), .. RandomTags()]),
            < 74 => Make(author, Kind.GiftWrap, at, [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Recipient())]),
            < 77 => Make(author, Kind.EncryptedDirectMessage, at, [Recipient()]),
            < 95 => Make(author, Kind.Deletion, at, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Target(author))]),
            < 98 => Make(Unsigned.Key($"unknown {_serial}"), Kind.Vanish, at, [["relay", "ALL_RELAYS"]]),
            _ => Make(author, Kind.Vanish, at - 4, [["relay", "ALL_RELAYS"]]),
        };
    }

    NostrEvent Make(Bytes32 author, int kind, long at, string[][] tags)
    {
        if (Chance(0.15))
            tags = [.. tags, ["expiration", (time.Now + _random.Next(-1, 8)).ToString(CultureInfo.InvariantCulture)]];
        var e = Unsigned.Event(author, kind, at, (_serial++).ToString(CultureInfo.InvariantCulture), tags);
        return _random.Next(10) switch
        {
            < 3 => e.WithIdStarting(0xA5, 0xA5, 0xA5, 0xA5),
            < 5 => e.WithIdStarting(0x5A, 0x5A, 0x5A, 0x5A),
            5 => e.WithIdStarting(0xC3, 0xC3, 0xC3, 0xC3, 0xC3, 0xC3, 0xC3, 0xC3),
            _ => e,
        };
    }

    /// <summary>The asker: the operator, a client without a key, or a client with the keys of some authors.</summary>
    public Visibility NextVisibility()
    {
        if (Chance(0.6))
            return Visibility.Everything;
        Bytes32[] keys = Chance(0.4) ? [] : [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Pick(Authors))];
        return new Visibility(
            AuthenticationOptions.UsuallyPrivate, Chance(0.5) ? KindSet.Empty : KindSet.Of(Kind.Article, Kind.Metadata), keys);
    }

    string[] Recipient() => ["p", Pick(Authors).ToString()];

    string[][] Identifier() => Chance(0.2) ? [] : [["d", Pick(Identifiers)]];

    string[][] RandomTags() => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => RandomTag())];

    string[] RandomTag() => _random.Next(5) switch
    {
        0 => ["t", Pick(Words)],
        1 => ["p", Pick(Authors).ToString()],
        2 when _made.Count > 0 => ["e", Pick(_made).Id.ToString(), "", "reply"],
        3 => ["a", RandomAddress(Pick(Authors))],
        _ => Chance(0.5) ? ["t"] : ["client", "red"],
    };

    string[] Target(Bytes32 author)
    {
        if (_made.Count == 0 || Chance(0.3))
            return ["a", RandomAddress(Chance(0.8) ? author : Pick(Authors))];
        // Mostly events that the author may delete, because otherwise few deletions would take effect.
        var own = _made.Where(e => e.PublicKey == author || e.Kind == Kind.GiftWrap).ToList();
        return ["e", (own.Count > 0 && Chance(0.8) ? Pick(own) : Pick(_made)).Id.ToString()];
    }

    string RandomAddress(Bytes32 author) => _random.Next(3) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{Kind.RelayList}:{author}:"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{Kind.Metadata}:{author}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Kind.Article}:{author}:{Pick(Identifiers)}"),
    };

    NaiveFilter MakeFilter()
    {
        var tags = new Dictionary<char, string[]>();
        var allTags = new Dictionary<char, string[]>();
        for (var count = _random.Next(4) - 1; count > 0; count--)
        {
            var letter = "eptad"[_random.Next(5)];
            (Chance(0.3) ? allTags : tags)[letter] = Some(() => Value(letter));
        }
        return new NaiveFilter
        {
            Ids = _made.Count > 0 && Chance(0.12) ? Some(() => Pick(_made).Id.ToString()) : null,
            Authors = Chance(0.4) ? Some(() => Pick(Authors).ToString()) : null,
            Kinds = Chance(0.4) ? Some(() => Pick(Kinds)) : null,
            Tags = tags,
            AllTags = allTags,
            Since = Chance(0.2) ? time.Now - _random.Next(14) : null,
            Until = Chance(0.2) ? time.Now - _random.Next(14) : null,
            Limit = Chance(0.5) ? _random.Next(0, 12) : null,
        };
    }

    string Value(char letter) => letter switch
    {
        'e' when _made.Count > 0 => Pick(_made).Id.ToString(),
        'e' or 'p' => Pick(Authors).ToString(),
        'a' => RandomAddress(Pick(Authors)),
        'd' => Pick(Identifiers),
        _ => Pick(Words),
    };

    T[] Some<T>(Func<T> make) => [.. Enumerable.Range(0, Chance(0.05) ? 0 : _random.Next(1, 4)).Select(_ => make())];
}
