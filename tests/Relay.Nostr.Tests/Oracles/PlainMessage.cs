using System.Text.Json;

namespace Relay.Nostr.Tests;

/// <summary>A client's message read with System.Text.Json's document: the results that each way of reading must give.</summary>
sealed record PlainMessage(ClientMessageType Word, PlainEvent? Event, string? SubscriptionId, PlainFilter[]? Filters)
{
    static readonly PlainMessage Unknown = new(ClientMessageType.Unknown, null, null, null);

    public static PlainMessage Read(ReadOnlyMemory<byte> bytes, bool andTags)
    {
        if (!PlainEventReader.IsJson(bytes))
            return Unknown;
        using var document = PlainEventReader.Document(bytes);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0)
            return Unknown;
        var word = PlainEventReader.Text(root[0]) switch
        {
            "EVENT" => ClientMessageType.Event,
            "REQ" => ClientMessageType.Req,
            "CLOSE" => ClientMessageType.Close,
            "COUNT" => ClientMessageType.Count,
            "AUTH" => ClientMessageType.Auth,
            "NEG-OPEN" => ClientMessageType.NegOpen,
            "NEG-MSG" => ClientMessageType.NegMsg,
            "NEG-CLOSE" => ClientMessageType.NegClose,
            _ => ClientMessageType.Unknown,
        };
        if (word == ClientMessageType.Unknown || root.GetArrayLength() == 1)
            return new PlainMessage(word, null, null, null);
        var filters = root.EnumerateArray().Skip(2).Select(filter => PlainFilterReader.Read(filter, andTags)).ToArray();
        return new PlainMessage(
            word,
            PlainEventReader.Read(root[1]),
            PlainEventReader.Text(root[1]),
            filters.Length is > 0 and <= 3 && filters.All(filter => filter is not null) ? [.. filters.OfType<PlainFilter>()] : null);
    }
}
