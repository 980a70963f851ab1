using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Relay.Core;

/// <summary>The first frame of a control connection. Version, program and command stay in all versions of the protocol.</summary>
/// <param name="Version">The version of the protocol that the command speaks.</param>
/// <param name="Program">The command's program with its version, for people.</param>
/// <param name="Command">What is to be done.</param>
/// <param name="Arguments">How, in a form that the version and the command decide.</param>
sealed record ControlRequest(int Version, string Program, string Command, JsonElement Arguments);

/// <summary>A message from the relay. Its version, whether it is the last, and the failure stay in all versions of the protocol.</summary>
/// <param name="Version">The version of the protocol that the relay speaks.</param>
/// <param name="IsLast">Whether this is the answer, not what is known so far.</param>
/// <param name="Failure">Why there is no answer, in one line; null if there is one.</param>
/// <param name="Content">The answer, or what is known so far.</param>
sealed record ControlReply(int Version, bool IsLast, string? Failure = null, JsonElement? Content = null);

/// <summary>Reads and writes the messages of a control connection.</summary>
static class ControlMessages
{
    /// <summary>The version of the protocol: of the frames, of what the commands are called, and of what they take and answer.</summary>
    public const int Version = 1;

    public static ValueTask WriteAsync<T>(Stream connection, T message, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, type);
        if (json.Length > ControlFrame.MaxLength)
        {
            throw new ControlException(
                $"a message of {json.Length} bytes is too long: it may have {ControlFrame.MaxLength}; split the filters");
        }

        var frame = new byte[ControlFrame.HeaderSize + json.Length];
        json.CopyTo(frame, ControlFrame.HeaderSize);
        return ControlFrame.WriteAsync(connection, ControlFrameType.Message, frame, cancel);
    }

    /// <summary>Reads the next frame, which must be a message. Throws an <see cref="InvalidDataException"/> if it is not.</summary>
    public static async ValueTask<T> ReadAsync<T>(Stream connection, JsonTypeInfo<T> type, CancellationToken cancel) where T : class
    {
        var (frame, length) = await ControlFrame.ReadHeaderAsync(connection, cancel);
        if (frame != ControlFrameType.Message)
            throw ControlFrame.Foreign();
        var payload = new byte[length];
        await connection.ReadExactlyAsync(payload, cancel);
        return Parse(payload, type);
    }

    /// <summary>The message in these bytes.</summary>
    public static T Parse<T>(byte[] payload, JsonTypeInfo<T> type) where T : class =>
        Parse(() => JsonSerializer.Deserialize(payload, type));

    /// <summary>What a message carries.</summary>
    public static T Parse<T>(JsonElement content, JsonTypeInfo<T> type) where T : class => Parse(() => content.Deserialize(type));

    static T Parse<T>(Func<T?> read) where T : class
    {
        try
        {
            return read() ?? throw ControlFrame.Foreign();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw ControlFrame.Foreign();
        }
    }
}

/// <summary>The JSON of all messages.</summary>
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
[JsonSerializable(typeof(NoArguments))]
[JsonSerializable(typeof(ImportOptions))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(EventSelection))]
[JsonSerializable(typeof(EventCount))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(DeletionReport))]
[JsonSerializable(typeof(HealthReport))]
sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>The JSON with quotes and letters of all languages as they are, so that filters stay short.</summary>
    public static ControlJson Wire { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
