using System.Globalization;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Drafts events that replace their older versions: profiles, follow lists and relay lists.</summary>
sealed class CorpusLists(CorpusRandom random, CorpusAuthors authors, int follows)
{
    const int FewestFollows = 50;

    readonly CorpusText _text = new(random);

    public EventDraft Profile(long createdAt)
    {
        var name = _text.Word();
        var content = $"{{\"name\":\"{name}\",\"display_name\":\"{Escaped(random.Between(6, 24))}\","
            + $"\"about\":\"{Escaped(random.Between(20, 240))}\",\"picture\":\"https://images.example.com/{random.NextHex(16)}.jpg\","
            + $"\"nip05\":\"{name}@example.com\",\"lud16\":\"{name}@pay.example.com\"}}";
        return new EventDraft { Kind = Kind.Metadata, CreatedAt = createdAt, Content = content };
    }

    public EventDraft Relays(long createdAt)
    {
        var tags = new string[random.Between(2, 8)][];
        var first = random.NextSkewed(500);
        for (var i = 0; i < tags.Length; i++)
        {
            // Steps by a prime, so that no relay is in a list twice.
            var address = string.Create(CultureInfo.InvariantCulture, $"wss://relay{(first + 61 * i) % 500}.example.com");
            tags[i] = random.Next(4) switch
            {
                0 => ["r", address, "read"],
                1 => ["r", address, "write"],
                _ => ["r", address],
            };
        }
        return new EventDraft { Kind = Kind.RelayList, CreatedAt = createdAt, Tags = tags };
    }

    /// <summary>Drafts a follow list, with mostly busy authors and some keys that publish nothing here. Most lists are short.</summary>
    public EventDraft Follows(long createdAt)
    {
        var least = Math.Min(FewestFollows, follows);
        var more = Math.Min(random.NextSkewed(follows - least + 1), random.NextSkewed(follows - least + 1));
        var tags = new string[least + more][];
        var known = new HashSet<int>();
        for (var i = 0; i < tags.Length; i++)
        {
            var author = random.NextSkewed(authors.Count);
            tags[i] = ["p", known.Add(author) ? authors.PublicKey(author) : random.NextHex(32)];
        }
        return new EventDraft { Kind = Kind.FollowList, CreatedAt = createdAt, Tags = tags };
    }

    /// <summary>Text as the inside of a JSON string.</summary>
    string Escaped(int length) => _text.Write(length)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal);
}
