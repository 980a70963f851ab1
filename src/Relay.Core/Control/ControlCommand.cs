using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Relay.Core;

/// <summary>A command that a relay carries out for other processes of its operator.</summary>
/// <typeparam name="TArguments">What the command takes.</typeparam>
/// <typeparam name="TReply">What it answers, at the end and, if it takes long, so far.</typeparam>
public sealed class ControlCommand<TArguments, TReply>
    where TArguments : class
    where TReply : class
{
    readonly JsonTypeInfo<TArguments> _arguments;
    readonly JsonTypeInfo<TReply> _reply;

    /// <summary>A command with this name, whose arguments and replies have this JSON.</summary>
    /// <param name="name">A word.</param>
    /// <param name="arguments">The JSON of its arguments.</param>
    /// <param name="reply">The JSON of its replies.</param>
    /// <param name="hasInput">Whether the command sends the relay bytes, such as a file.</param>
    public ControlCommand(string name, JsonTypeInfo<TArguments> arguments, JsonTypeInfo<TReply> reply, bool hasInput = false)
    {
        (Name, _arguments, _reply, HasInput) = (name, arguments, reply, hasInput);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether the command sends the relay bytes.</summary>
    public bool HasInput { get; }

    internal JsonElement Write(TArguments arguments) => JsonSerializer.SerializeToElement(arguments, _arguments);

    internal JsonElement Write(TReply reply) => JsonSerializer.SerializeToElement(reply, _reply);

    internal TArguments ReadArguments(JsonElement json) => ControlMessages.Parse(json, _arguments);

    internal TReply ReadReply(JsonElement? json) =>
        json is { } content ? ControlMessages.Parse(content, _reply) : throw ControlFrame.Foreign();
}
