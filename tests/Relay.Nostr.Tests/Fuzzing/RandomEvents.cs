using System.Globalization;
using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Makes random events and spells them in random, sometimes slightly wrong, JSON.</summary>
sealed class RandomEvents(Random random)
{
    readonly RandomJson _json = new(random);

    /// <summary>An event that is valid except for its signature.</summary>
    public PlainEvent Event() => PlainEvent.Make(
        _json.Text(),
        [.. Enumerable.Range(0, random.Next(5)).Select(_ => Tag())],
        random.Next(4) switch { 0 => random.Next(65536), 1 => 30000 + random.Next(10), _ => random.Next(8) },
        random.Next(4) == 0 ? random.NextInt64(1L << 53) : 1700000000 + random.Next(5),
        random.Next(2) == 0 ? PlainEvent.Author : _json.HexText(64));

    /// <summary>JSON of an event: any order of members, any spelling, members repeated, unknown, missing or of a wrong type.</summary>
    public byte[] Spelled(PlainEvent e)
    {
        var members = new List<(string Name, string Value)>
        {
            ("id", _json.Spell(e.Id)),
            ("pubkey", _json.Spell(e.PublicKey)),
            ("created_at", e.CreatedAt.ToString(CultureInfo.InvariantCulture)),
            ("kind", e.Kind.ToString(CultureInfo.InvariantCulture)),
            ("tags", "[" + string.Join(',', e.Tags.Select(tag => "[" + string.Join(',', tag.Select(_json.Spell)) + "]")) + "]"),
            ("content", _json.Spell(e.Content)),
            ("sig", _json.Spell(e.Signature)),
        };
        if (random.Next(2) == 0)
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
        if (random.Next(3) == 0)
            members.Insert(random.Next(members.Count + 1), (_json.Text(), _json.Value()));
        if (random.Next(3) == 0)
            members.Insert(random.Next(members.Count + 1), (members[random.Next(members.Count)].Name, _json.Value()));
        if (random.Next(6) == 0)
            members.RemoveAt(random.Next(members.Count));
        var text = "{" + string.Join(',', members.Select(member =>
            _json.Space() + _json.Spell(member.Name) + _json.Space() + ":" + _json.Space() + member.Value + _json.Space())) + "}";
        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(3) == 0 ? _json.Mutate(bytes) : bytes;
    }

    string[] Tag() => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => _json.Text())];
}
