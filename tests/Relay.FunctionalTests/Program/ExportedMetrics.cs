using System.Buffers.Binary;
using System.Text;

namespace Relay.FunctionalTests;

/// <summary>
/// What one OTLP export of metrics says, read from its protobuf: the attributes of the resource, and the sum of the points of each metric
/// that is a number.
/// </summary>
sealed class ExportedMetrics
{
    readonly Dictionary<string, string> _resource = [];
    readonly Dictionary<string, double> _sums = [];

    /// <summary>Reads an ExportMetricsServiceRequest.</summary>
    public ExportedMetrics(ReadOnlySpan<byte> request)
    {
        foreach (var resourceMetrics in Fields(request, 1))
        {
            foreach (var attribute in Fields(resourceMetrics, 1).SelectMany(static resource => Fields(resource, 1)))
                _resource[Text(Fields(attribute, 1))] = Text(Fields(Fields(attribute, 2).Single(), 1));
            foreach (var metric in Fields(resourceMetrics, 2).SelectMany(static scope => Fields(scope, 2)))
            {
                // A gauge is field 5, a sum field 7; the points are field 1 of both.
                foreach (var point in Fields(metric, 5).Concat(Fields(metric, 7)).SelectMany(static data => Fields(data, 1)))
                    Add(Text(Fields(metric, 1)), point);
            }
        }
    }

    /// <summary>The attributes of the resource.</summary>
    public IReadOnlyDictionary<string, string> Resource => _resource;

    /// <summary>The sums, by the names of the metrics.</summary>
    public IReadOnlyDictionary<string, double> Sums => _sums;

    void Add(string name, byte[] point)
    {
        var value = 0.0;
        foreach (var number in Fields(point, 4))
            value = BinaryPrimitives.ReadDoubleLittleEndian(number);
        foreach (var number in Fields(point, 6))
            value = BinaryPrimitives.ReadInt64LittleEndian(number);
        _sums[name] = _sums.GetValueOrDefault(name) + value;
    }

    static string Text(List<byte[]> values) => values.Count == 0 ? "" : Encoding.UTF8.GetString(values[0]);

    /// <summary>The bytes of each field of this number in a message.</summary>
    static List<byte[]> Fields(ReadOnlySpan<byte> message, int number)
    {
        var found = new List<byte[]>();
        while (!message.IsEmpty)
        {
            var key = Varint(ref message);
            var length = (key & 7) switch
            {
                0 => VarintLength(message),
                1 => 8,
                2 => (int)Varint(ref message),
                5 => 4,
                var type => throw new InvalidDataException($"wire type {type}"),
            };
            if ((int)(key >> 3) == number)
                found.Add(message[..length].ToArray());
            message = message[length..];
        }
        return found;
    }

    static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        var length = VarintLength(bytes);
        for (var i = 0; i < length; i++)
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
        bytes = bytes[length..];
        return value;
    }

    static int VarintLength(ReadOnlySpan<byte> bytes)
    {
        var length = 1;
        while ((bytes[length - 1] & 0x80) != 0)
            length++;
        return length;
    }
}
