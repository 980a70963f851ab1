using System.Globalization;
using System.Text;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// A legal message that may be costly: wide, deep, repeated or colliding, as its genes say. Changing one gene gives a similar message, so
/// that a search climbs from costly messages to costlier ones.
/// </summary>
sealed class CostlyMessage
{
    /// <summary>The greatest value of each gene.</summary>
    static readonly int[] Most = [4, 100, 40, 60, 3000, 4, 400, 40, 3, 3, 400, 400, 4, 64, 12, 2000, 3];

    // A tenth of the relay's limit. The costs per byte are the same, and a search sees ten times as many messages.
    const int MaxBytes = 50_000;

    static readonly Author Writer = new();
    static readonly int[] EventKinds = [1, 3, 5, 6, 62, 20_001, 30_023];

    readonly int[] _genes;

    CostlyMessage(int[] genes)
    {
        _genes = genes;
        Bytes = Encoding.UTF8.GetBytes(Write());
    }

    /// <summary>The message.</summary>
    public byte[] Bytes { get; }

    /// <summary>Whether it keeps to the size that the search allows.</summary>
    public bool Fits => Bytes.Length <= MaxBytes;

    /// <summary>A random message.</summary>
    public static CostlyMessage Random(Random random)
    {
        while (true)
        {
            var message = new CostlyMessage([.. Most.Select(most => Gene(random, most))]);
            if (message.Fits)
                return message;
        }
    }

    /// <summary>A message that differs in one to three genes.</summary>
    public CostlyMessage Changed(Random random)
    {
        while (true)
        {
            var genes = (int[])_genes.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(genes.Length);
                genes[at] = random.Next(3) == 0 ? Gene(random, Most[at]) : Math.Clamp(genes[at] + random.Next(-3, 4), 0, Most[at]);
            }
            var message = new CostlyMessage(genes);
            if (message.Fits)
                return message;
        }
    }

    /// <summary>A description for people.</summary>
    public override string ToString() =>
        $"{Encoding.UTF8.GetString(Bytes.AsSpan(0, Math.Min(150, Bytes.Length)))}… "
        + $"({Bytes.Length} bytes, genes {string.Join(',', _genes)})";

    // Small numbers as often as large ones.
    static int Gene(Random random, int most) => (int)Math.Pow(most + 1, random.NextDouble()) - 1 + random.Next(0, 2) * random.Next(0, 2);

    string Write() => _genes[0] switch
    {
        0 or 1 => $"[\"REQ\",\"{Id()}\"{Filters()}]",
        2 => $"[\"COUNT\",\"{Id()}\"{Filters()}]",
        3 => $"[\"EVENT\",{Encoding.UTF8.GetString(Event().ToJson())}]",
        _ => $"[\"EVENT\",{EventWithTwoIds()}]",
    };

    string EventWithTwoIds()
    {
        var second = $"\"id\":\"{new string('i', _genes[10])}\",\"sig\":\"";
        return Encoding.UTF8.GetString(Event().ToJson()).Replace("\"sig\":\"", second, StringComparison.Ordinal);
    }

    string Id() => new('s', 1 + _genes[13]);

    string Filters() => string.Concat(Enumerable.Range(0, 1 + _genes[1]).Select(number => "," + Filter(number)));

    string Filter(int number)
    {
        var parts = new List<string>();
        if (_genes[2] > 0)
            parts.Add($"\"ids\":[{Join(_genes[2], at => $"\"{Key(number, at)}\"")}]");
        if (_genes[3] > 0)
            parts.Add($"\"authors\":[{Join(_genes[3], at => $"\"{Key(number, at)}\"")}]");
        if (_genes[4] > 0)
            parts.Add($"\"kinds\":[{Join(_genes[4], at => (at + number).ToString(CultureInfo.InvariantCulture))}]");
        for (var condition = 0; condition < _genes[5]; condition++)
            parts.Add($"\"#{(char)('r' + condition)}\":[{Join(_genes[6], at => $"\"{Value(number, at)}\"")}]");
        if (_genes[7] > 20)
            parts.Add($"\"limit\":{_genes[7]}");
        if (_genes[8] == 1)
            parts.Add("\"since\":1700000000");
        return "{" + string.Join(',', parts) + "}";
    }

    NostrEvent Event()
    {
        var kind = EventKinds[Math.Min(_genes[14], EventKinds.Length - 1)];
        var tags = Enumerable.Range(0, _genes[11]).Select(at => kind switch
        {
            5 when at % 2 == 0 => ["a", $"30023:{Writer.Hex}:{Value(0, at)}"],
            5 => ["e", Key(0, at)],
            62 => ["relay", Value(0, at)],
            _ => new[] { ((char)('r' + at % (1 + _genes[5]))).ToString(), Value(0, at) },
        }).ToArray();
        // Escapes are short in a message and may be long elsewhere. A repost may contain a repost, and so on.
        var content = string.Concat(
            Enumerable.Repeat(_genes[12] switch { 0 => "x", 1 => "\\", 2 => "\u0001", _ => "[\"-\"]" }, _genes[15]));
        if (kind == 6)
        {
            for (var depth = 0; depth < Math.Min(_genes[12] * 4, 12); depth++)
            {
                var inner = content.Length > 2000 ? content[..2000] : content;
                content = "{\"kind\":6,\"content\":" + System.Text.Json.JsonSerializer.Serialize(inner) + "}";
            }
        }
        return Writer.Event(kind, content, tags: tags);
    }

    string Join(int count, Func<int, string> value) =>
        string.Join(',', Enumerable.Range(0, count).Select(at => value(_genes[16] == 1 ? 0 : at)));

    // Keys with equal halves collide in hashes without a secret.
    string Key(int number, int at) => _genes[9] switch
    {
        0 => $"{at + 1:x8}{at + 1:x8}{number:x48}",
        1 => $"{number:x56}{at:x8}",
        _ => Writer.Hex,
    };

    string Value(int number, int at) => _genes[9] switch
    {
        0 => "",
        1 => at.ToString(CultureInfo.InvariantCulture),
        2 => Key(number, at),
        _ => "t" + at % 7,
    };
}
