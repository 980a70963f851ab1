using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Makes random filters. Most of them match the event they are made for, in whole or in part.</summary>
sealed class RandomFilters(Random random)
{
    readonly RandomJson _json = new(random);

    public PlainFilter Filter(PlainEvent e)
    {
        var filter = new PlainFilter();
        if (random.Next(6) == 0)
            filter = filter with { Ids = Some(() => _json.HexText(64), e.Id) };
        if (random.Next(3) == 0)
            filter = filter with { Authors = Some(() => _json.HexText(64), e.PublicKey) };
        if (random.Next(3) == 0)
            filter = filter with { Kinds = Some<long>(() => random.Next(5) == 0 ? 70000 : random.Next(8), e.Kind) };
        if (random.Next(4) == 0)
            filter = filter with { Since = e.CreatedAt + random.Next(-2, 3) };
        if (random.Next(4) == 0)
            filter = filter with { Until = e.CreatedAt + random.Next(-2, 3) };
        if (random.Next(4) == 0)
            filter = filter with { Limit = random.Next(3) };
        foreach (var tag in e.Tags)
        {
            if (tag.Length < 2 || tag[0].Length != 1 || !char.IsAsciiLetter(tag[0][0]) || random.Next(3) == 0)
                continue;
            var letter = random.Next(8) == 0 ? (char)(tag[0][0] ^ ' ') : tag[0][0];
            var values = Some(() => _json.Text(), tag[random.Next(1, tag.Length)]);
            if (letter is 'e' or 'p')
                values = [.. values.Where(value => value.Length == 64 && value.All(char.IsAsciiHexDigitLower))];
            // Sometimes demanded by NIP-91, sometimes both, with common values.
            var sort = random.Next(4);
            if (sort > 0)
                filter.Tags[letter] = values;
            if (sort < 2)
                filter.AllTags[letter] = [.. values.Take(random.Next(3))];
        }
        return filter;
    }

    /// <summary>JSON of a filter, sometimes with a member of the wrong type, unknown, null or repeated, sometimes broken.</summary>
    public byte[] Spelled(PlainFilter filter)
    {
        var text = filter.ToJson();
        if (random.Next(2) == 0)
        {
            string[] names =
            [
                "ids", "authors", "kinds", "since", "until", "limit", "#t", "#e", "#", "#tt", "#1", "&t", "&p", "&", "&tt", "search",
                _json.Text(),
            ];
            var value = random.Next(3) switch { 0 => "null", 1 => "[" + _json.Value() + "]", _ => _json.Value() };
            text = text[..^1] + (text.Length > 2 ? "," : "") + _json.Spell(names[random.Next(names.Length)]) + ":" + value + "}";
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(3) == 0 ? _json.Mutate(bytes) : bytes;
    }

    T[] Some<T>(Func<T> other, T own)
    {
        var values = Enumerable.Range(0, random.Next(4)).Select(_ => other()).ToList();
        if (random.Next(4) > 0)
            values.Insert(random.Next(values.Count + 1), own);
        if (values.Count > 0 && random.Next(4) == 0)
            values.Add(values[0]);
        return [.. values];
    }
}
