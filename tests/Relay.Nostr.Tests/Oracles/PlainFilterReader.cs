using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Relay.Nostr.Tests;

/// <summary>Reads filters with System.Text.Json's document, one rule after the other.</summary>
static class PlainFilterReader
{
    const NumberStyles Signed = NumberStyles.AllowLeadingSign;

    static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static PlainFilter? Read(ReadOnlyMemory<byte> bytes, bool andTags)
    {
        if (!PlainEventReader.IsJson(bytes))
            return null;
        using var document = PlainEventReader.Document(bytes);
        return Read(document.RootElement, andTags);
    }

    public static PlainFilter? Read(JsonElement root, bool andTags)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        var filter = new PlainFilter();
        foreach (var member in root.EnumerateObject())
        {
            // A member that is null is absent.
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            if (PlainEventReader.NameOf(member) is not { } name || With(filter, name, member.Value, andTags) is not { } next)
                return null;
            filter = next;
        }
        return filter;
    }

    static PlainFilter? With(PlainFilter filter, string name, JsonElement value, bool andTags)
    {
        switch (name)
        {
            case "ids":
                return Keys(value) is { } ids ? filter with { Ids = ids } : null;
            case "authors":
                return Keys(value) is { } authors ? filter with { Authors = authors } : null;
            case "kinds":
                return List(value, Integer) is { } kinds ? filter with { Kinds = [.. kinds.Select(kind => kind!.Value)] } : null;
            case "since":
                return Integer(value) is { } since ? filter with { Since = since } : null;
            case "until":
                return Integer(value) is { } until ? filter with { Until = until } : null;
            case "limit":
                return Integer(value) is >= 0 and var limit ? filter with { Limit = (int)Math.Min(limit, int.MaxValue) } : null;
        }
        if (name.Length != 2 || name[0] != '#' && !(andTags && name[0] == '&') || !char.IsAsciiLetter(name[1]))
            return null;
        var values = name[1] is 'e' or 'p' ? Keys(value) : List(value, PlainEventReader.Text);
        if (values is null)
            return null;
        return name[0] == '#'
            ? filter with { Tags = new(filter.Tags) { [name[1]] = values! } }
            : filter with { AllTags = new(filter.AllTags) { [name[1]] = values! } };
    }

    static string[]? Keys(JsonElement value) => List(value, item => PlainEventReader.Hex(item, 64))!;

    static T[]? List<T>(JsonElement value, Func<JsonElement, T> read)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var items = value.EnumerateArray().Select(read).ToArray();
        return items.Any(item => item is null) ? null : items;
    }

    /// <summary>A number with an integral value, in any spelling, clamped to 64 bits.</summary>
    static long? Integer(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return null;
        var parts = value.GetRawText().ToUpperInvariant().Split('E');
        var exponent = parts.Length == 1 ? 0 : (int)BigInteger.Clamp(BigInteger.Parse(parts[1], Signed, Invariant), -5_000, 5_000);
        var mantissa = parts[0].Split('.');
        var fraction = mantissa.Length == 1 ? "" : mantissa[1];
        var digits = BigInteger.Parse(mantissa[0] + fraction, Signed, Invariant);
        var scaled = digits * BigInteger.Pow(10, Math.Max(0, exponent - fraction.Length));
        var number = BigInteger.DivRem(scaled, BigInteger.Pow(10, Math.Max(0, fraction.Length - exponent)), out var rest);
        return rest.IsZero ? (long)BigInteger.Clamp(number, long.MinValue, long.MaxValue) : null;
    }
}
