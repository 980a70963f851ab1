using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Core;

/// <summary>The first frame of a control connection: the request. The input follows.</summary>
sealed record ImportRequest(string Command, ImportOptions Options)
{
    public const string Import = "import";

    /// <summary>Asks for the store's health. No input follows.</summary>
    public const string Health = "health";
}

/// <summary>A frame from the relay: the sums so far or the final ones, or the store's health.</summary>
sealed record ImportReply(bool IsLast, ImportReport Report, string? Health = null);

/// <summary>The JSON of both messages.</summary>
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(ImportReply))]
sealed partial class ImportMessages : JsonSerializerContext
{
    /// <summary>A message as a frame.</summary>
    public static Memory<byte> Frame<T>(T message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, typeof(T), Default);
        var frame = new byte[ControlFrame.HeaderSize + json.Length];
        json.CopyTo(frame, ControlFrame.HeaderSize);
        return frame;
    }

    /// <summary>The message in a frame. Throws an <see cref="InvalidDataException"/> if it is not one.</summary>
    public static T Parse<T>(byte[] payload) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(payload, typeof(T), Default) as T ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InvalidDataException("the connection carries something else");
        }
    }
}
