using System.Runtime.InteropServices;

namespace Relay.Nostr;

/// <summary>Reads filters from JSON. A problem begins with the prefix for a CLOSED message.</summary>
public static class FilterReader
{
    /// <summary>The problem of a message whose filters name more values than <see cref="FilterBounds.MaxValues"/>.</summary>
    public const string TooManyValues = "invalid: too many values in filters";

    // The most tag conditions of a filter. Each costs a look at the event's tags. There are 52 letters, and NIP-91 adds a condition for
    // each value.
    const int MaxTagConditions = 64;

    // Names of keys are short. A client's text comes back to it no longer than this.
    const int MaxShownName = 32;

    /// <summary>Reads one filter from JSON text. Null and the reason if it is invalid.</summary>
    public static Filter? TryParse(ReadOnlySpan<byte> json, out string? problem, bool andTags = false)
    {
        if (!JsonSyntax.IsValid(json))
        {
            problem = "invalid: not valid JSON";
            return null;
        }
        var cursor = new JsonCursor(json);
        var valuesLeft = int.MaxValue;
        return TryRead(ref cursor, FilterBounds.None with { AndTags = andTags }, ref valuesLeft, out problem);
    }

    /// <summary>Reads the filter at the cursor, and moves past it even if it is invalid.</summary>
    internal static Filter? TryRead(ref JsonCursor cursor, in FilterBounds bounds, ref int valuesLeft, out string? problem)
    {
        problem = null;
        if (!cursor.Take((byte)'{'))
        {
            cursor.SkipValue();
            problem = "invalid: a filter must be an object";
            return null;
        }
        FilterSet<Bytes32>? ids = null, authors = null;
        FilterSet<ushort>? kinds = null;
        long? since = null, until = null;
        int? limit = null;
        List<TagFilter>? tags = null, demanded = null;
        var isFirst = true;
        while (cursor.MoveToElement((byte)'}', ref isFirst))
        {
            var name = cursor.ReadName();
            if (problem is not null || cursor.Next == 'n') // null is the same as absent
                cursor.SkipValue();
            else if (name.SequenceEqual("ids"u8))
                ids = ReadKeys(ref cursor, "invalid: ids must be 64 lowercase hex characters each", ref valuesLeft, ref problem);
            else if (name.SequenceEqual("authors"u8))
                authors = ReadKeys(ref cursor, "invalid: authors must be 64 lowercase hex characters each", ref valuesLeft, ref problem);
            else if (name.SequenceEqual("kinds"u8))
                kinds = ReadKinds(ref cursor, ref valuesLeft, ref problem);
            else if (name.SequenceEqual("since"u8))
                since = ReadInteger(ref cursor, "invalid: since must be an integer", ref problem);
            else if (name.SequenceEqual("until"u8))
                until = ReadInteger(ref cursor, "invalid: until must be an integer", ref problem);
            else if (name.SequenceEqual("limit"u8))
                limit = ReadLimit(ref cursor, ref problem);
            else if (IsTagCondition(name, (byte)'#'))
                ReadTag(ref cursor, (char)name[1], tags ??= [], ref valuesLeft, ref problem);
            else if (bounds.AndTags && IsTagCondition(name, (byte)'&'))
                ReadTag(ref cursor, (char)name[1], demanded ??= [], ref valuesLeft, ref problem);
            else
            {
                // Ignoring a condition widens the result, so a key that looks like a tag condition is never ignored.
                if (!bounds.IgnoresUnknownKeys || name.Length > 0 && name[0] is (byte)'#' or (byte)'&')
                    problem = Unknown(name);
                cursor.SkipValue();
            }
        }
        if (problem is not null)
            return null;
        var conditions = demanded is not null ? AndTags.Combine(tags ?? [], demanded) : tags;
        if (conditions?.Count > MaxTagConditions)
        {
            problem = "invalid: a filter has at most 64 tag conditions";
            return null;
        }
        return new Filter
        {
            Ids = ids,
            Authors = authors,
            Kinds = kinds,
            Tags = conditions is null ? [] : conditions,
            Since = since,
            Until = until,
            Limit = limit,
        };
    }

    static FilterSet<Bytes32> ReadKeys(scoped ref JsonCursor cursor, string complaint, ref int valuesLeft, ref string? problem)
    {
        var values = new List<Bytes32>();
        if (!cursor.Take((byte)'['))
        {
            cursor.SkipValue();
            problem = complaint;
        }
        else
        {
            var isFirst = true;
            while (cursor.MoveToElement((byte)']', ref isFirst))
            {
                if (!cursor.TryReadText(out var text) || !Bytes32.TryParse(text, out var value))
                    problem = complaint;
                else if (TakeOne(ref valuesLeft, ref problem))
                    values.Add(value);
            }
        }
        return FilterSet.Create<Bytes32>(CollectionsMarshal.AsSpan(values));
    }

    static FilterSet<ushort> ReadKinds(scoped ref JsonCursor cursor, ref int valuesLeft, ref string? problem)
    {
        const string complaint = "invalid: kinds must be an array of integers";
        var values = new List<ushort>();
        if (!cursor.Take((byte)'['))
        {
            cursor.SkipValue();
            problem = complaint;
        }
        else
        {
            var isFirst = true;
            while (cursor.MoveToElement((byte)']', ref isFirst))
            {
                if (!cursor.TryReadIntegralNumber(out var kind))
                    problem = complaint;
                else if (TakeOne(ref valuesLeft, ref problem) && kind is >= 0 and <= ushort.MaxValue)
                    values.Add((ushort)kind); // no event has any other kind: legal, and matches nothing
            }
        }
        return FilterSet.Create<ushort>(CollectionsMarshal.AsSpan(values));
    }

    /// <summary>The text of NIP-01, and the key, so that the developer of a client need not guess.</summary>
    static string Unknown(ReadOnlySpan<byte> name)
    {
        var isWhole = name.Length <= MaxShownName;
        var text = string.Create(Math.Min(name.Length, MaxShownName), name, static (text, name) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = name[i] is > 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\') ? (char)name[i] : '?';
        });
        return $"unsupported: filter contains unknown elements: {text}{(isWhole ? "" : "…")}";
    }

    static bool IsTagCondition(ReadOnlySpan<byte> name, byte sign) =>
        name.Length == 2 && name[0] == sign && char.IsAsciiLetter((char)name[1]);

    static bool TakeOne(ref int valuesLeft, ref string? problem)
    {
        if (--valuesLeft >= 0)
            return true;
        valuesLeft = 0;
        problem ??= TooManyValues;
        return false;
    }

    /// <summary>If a key is repeated, the last one counts.</summary>
    static void ReadTag(scoped ref JsonCursor cursor, char letter, List<TagFilter> tags, ref int valuesLeft, ref string? problem)
    {
        for (var i = tags.Count - 1; i >= 0; i--)
        {
            if (tags[i].Letter == letter)
                tags.RemoveAt(i);
        }
        tags.Add(new TagFilter(letter, ReadTagValues(ref cursor, letter, ref valuesLeft, ref problem)));
    }

    static FilterSet<TagValue> ReadTagValues(scoped ref JsonCursor cursor, char letter, ref int valuesLeft, ref string? problem)
    {
        if (!cursor.Take((byte)'['))
        {
            cursor.SkipValue();
            problem = "invalid: a tag condition must be an array of strings";
            return FilterSet.Create<TagValue>([]);
        }
        var values = new TagValueWriter();
        var isFirst = true;
        while (cursor.MoveToElement((byte)']', ref isFirst))
        {
            if (!cursor.TryReadString(out var raw))
            {
                cursor.SkipValue();
                problem = "invalid: a tag condition must be an array of strings";
                continue;
            }
            if (!JsonText.TryNormalize(raw, out var text))
                problem = "invalid: a string contains half a surrogate pair";
            else if (letter is 'e' or 'p' && !Hex.Is32Bytes(text))
                problem = "invalid: values of e and p tags must be 64 lowercase hex characters each";
            else if (TakeOne(ref valuesLeft, ref problem))
                values.Add(text);
        }
        return values.ToSet();
    }

    static long? ReadInteger(scoped ref JsonCursor cursor, string complaint, ref string? problem)
    {
        if (cursor.TryReadIntegralNumber(out var value))
            return value;
        problem = complaint;
        return null;
    }

    static int? ReadLimit(scoped ref JsonCursor cursor, ref string? problem)
    {
        if (cursor.TryReadIntegralNumber(out var limit) && limit >= 0)
            return (int)Math.Min(limit, int.MaxValue);
        problem = "invalid: limit must be an integer that is not negative";
        return null;
    }
}
