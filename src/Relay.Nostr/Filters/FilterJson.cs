using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Relay.Nostr;

/// <summary>
/// Writes a filter as JSON that <see cref="FilterReader"/> reads as the same filter. Several conditions on one letter are written as values
/// that an event must all carry (NIP-91). JSON cannot express two lists on one letter of which any value suffices; only the first is
/// written.
/// </summary>
public static class FilterJson
{
    const int MaxNumberLength = 20; // long.MinValue

    /// <summary>Writes compact JSON with verbatim UTF-8. Absent conditions are left out.</summary>
    public static void Write(Filter filter, IBufferWriter<byte> writer)
    {
        writer.Write("{"u8);
        var isFirst = true;
        if (filter.Ids is not null)
            PutKeys("\"ids\":["u8, filter.Ids.Span, writer, ref isFirst);
        if (filter.Authors is not null)
            PutKeys("\"authors\":["u8, filter.Authors.Span, writer, ref isFirst);
        if (filter.Kinds is not null)
            PutKinds(filter.Kinds.Span, writer, ref isFirst);
        for (var i = 0; i < filter.Tags.Count; i++)
        {
            if (IsFirstOfLetter(filter.Tags, i))
                PutTags(filter.Tags, filter.Tags[i].Letter, writer, ref isFirst);
        }
        if (filter.Since is { } since)
            PutNumber("\"since\":"u8, since, writer, ref isFirst);
        if (filter.Until is { } until)
            PutNumber("\"until\":"u8, until, writer, ref isFirst);
        if (filter.Limit is { } limit)
            PutNumber("\"limit\":"u8, limit, writer, ref isFirst);
        writer.Write("}"u8);
    }

    static void PutKeys(ReadOnlySpan<byte> name, ReadOnlySpan<Bytes32> keys, IBufferWriter<byte> writer, ref bool isFirst)
    {
        PutName(name, writer, ref isFirst);
        for (var i = 0; i < keys.Length; i++)
        {
            writer.Write(i == 0 ? "\""u8 : ",\""u8);
            Hex.Encode(keys[i].Span, writer.GetSpan(2 * Bytes32.Size)[..(2 * Bytes32.Size)]);
            writer.Advance(2 * Bytes32.Size);
            writer.Write("\""u8);
        }
        writer.Write("]"u8);
    }

    static void PutKinds(ReadOnlySpan<ushort> kinds, IBufferWriter<byte> writer, ref bool isFirst)
    {
        PutName("\"kinds\":["u8, writer, ref isFirst);
        for (var i = 0; i < kinds.Length; i++)
        {
            if (i > 0)
                writer.Write(","u8);
            PutNumber(kinds[i], writer);
        }
        writer.Write("]"u8);
    }

    static bool IsFirstOfLetter(IReadOnlyList<TagFilter> tags, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (tags[i].Letter == tags[index].Letter)
                return false;
        }
        return true;
    }

    static void PutTags(IReadOnlyList<TagFilter> tags, byte letter, IBufferWriter<byte> writer, ref bool isFirst)
    {
        TagFilter? anyOf = null;
        var single = new List<TagValue>();
        var isNeverMet = false;
        foreach (var tag in tags)
        {
            if (tag.Letter != letter)
                continue;
            if (tag.Values.Count == 1)
                single.Add(tag.Values[0]);
            else if (anyOf is null)
                anyOf = tag;
            else
                isNeverMet |= tag.Values.Count == 0;
        }
        var values = CollectionsMarshal.AsSpan(single);
        if (anyOf is not null)
            PutTag((byte)'#', letter, anyOf.Values.Span, writer, ref isFirst);
        // A single value can stand under either key. Next to others it is one that an event must carry.
        else if (values.Length == 1)
            PutTag((byte)'#', letter, values, writer, ref isFirst);
        if (values.Length > 1 || values.Length == 1 && anyOf is not null || isNeverMet)
            PutTag((byte)'&', letter, isNeverMet ? [] : values, writer, ref isFirst);
    }

    static void PutTag(byte sign, byte letter, ReadOnlySpan<TagValue> values, IBufferWriter<byte> writer, ref bool isFirst)
    {
        PutName([(byte)'"', sign, letter, (byte)'"', (byte)':', (byte)'['], writer, ref isFirst);
        for (var i = 0; i < values.Length; i++)
        {
            writer.Write(i == 0 ? "\""u8 : ",\""u8);
            var value = values[i].View;
            writer.Advance(value.CopyEscapedTo(writer.GetSpan(value.EscapedLength)));
            writer.Write("\""u8);
        }
        writer.Write("]"u8);
    }

    static void PutNumber(ReadOnlySpan<byte> name, long value, IBufferWriter<byte> writer, ref bool isFirst)
    {
        PutName(name, writer, ref isFirst);
        PutNumber(value, writer);
    }

    static void PutName(ReadOnlySpan<byte> name, IBufferWriter<byte> writer, ref bool isFirst)
    {
        if (!isFirst)
            writer.Write(","u8);
        isFirst = false;
        writer.Write(name);
    }

    static void PutNumber(long value, IBufferWriter<byte> writer)
    {
        Utf8Formatter.TryFormat(value, writer.GetSpan(MaxNumberLength), out var written);
        writer.Advance(written);
    }
}
