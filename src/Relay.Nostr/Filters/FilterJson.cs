using System.Buffers;
using System.Buffers.Text;

namespace Relay.Nostr;

/// <summary>Writes a filter as JSON, so that <see cref="FilterReader"/> reads the same filter again.</summary>
public static class FilterJson
{
    const int MaxNumberLength = 20; // long.MinValue

    /// <summary>Writes compact JSON with verbatim UTF-8; what the filter does not ask is left out.</summary>
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
        foreach (var tag in filter.Tags)
            PutTag(tag, writer, ref isFirst);
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

    static void PutTag(TagFilter tag, IBufferWriter<byte> writer, ref bool isFirst)
    {
        PutName([(byte)'"', (byte)'#', tag.Letter, (byte)'"', (byte)':', (byte)'['], writer, ref isFirst);
        var values = tag.Values.Span;
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
