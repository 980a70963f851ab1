using System.Buffers;
using System.Buffers.Text;

namespace Relay.Storage.Sqlite;

/// <summary>Writes lists as JSON arrays, which <c>json_each</c> makes tables of: numbers as numbers, keys as hex.</summary>
static class JsonLists
{
    // The longest number of 64 bits and a comma.
    const int NumberLength = 21;

    /// <summary>A list of numbers.</summary>
    public static ReadOnlySpan<byte> Of(IReadOnlyList<long> numbers)
    {
        var json = new byte[2 + NumberLength * numbers.Count];
        json[0] = (byte)'[';
        var at = 1;
        for (var i = 0; i < numbers.Count; i++)
        {
            if (i > 0)
                json[at++] = (byte)',';
            Utf8Formatter.TryFormat(numbers[i], json.AsSpan(at), out var written);
            at += written;
        }
        json[at++] = (byte)']';
        return json.AsSpan(0, at);
    }

    /// <summary>A list of keys.</summary>
    public static ReadOnlySpan<byte> Of(IReadOnlyList<ReadOnlyMemory<byte>> keys)
    {
        var json = new ArrayBufferWriter<byte>(2 + 70 * keys.Count);
        json.Write("["u8);
        for (var i = 0; i < keys.Count; i++)
        {
            json.Write(i == 0 ? "\""u8 : ",\""u8);
            var hex = json.GetSpan(2 * keys[i].Length);
            Convert.TryToHexStringLower(keys[i].Span, hex, out var written);
            json.Advance(written);
            json.Write("\""u8);
        }
        json.Write("]"u8);
        return json.WrittenSpan;
    }
}
