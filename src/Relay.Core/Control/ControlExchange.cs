using System.Text.Json;

namespace Relay.Core;

/// <summary>The relay's end of a connection on which one command is carried out.</summary>
/// <typeparam name="TArguments">What the command takes.</typeparam>
/// <typeparam name="TReply">What it answers.</typeparam>
public sealed class ControlExchange<TArguments, TReply>
    where TArguments : class
    where TReply : class
{
    // Often enough for a progress bar, seldom enough to cost nothing.
    static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);

    readonly ControlWriter _writer;
    readonly ControlCommand<TArguments, TReply> _command;
    readonly TimeProvider _time;
    long _reportedAt;

    internal ControlExchange(
        Stream input, ControlWriter writer, ControlCommand<TArguments, TReply> command, TArguments arguments, TimeProvider time)
    {
        (_writer, _command, _time) = (writer, command, time);
        Arguments = arguments;
        Input = new FramedInput(input);
        _reportedAt = time.GetTimestamp();
    }

    /// <summary>What the command was given.</summary>
    public TArguments Arguments { get; }

    /// <summary>The bytes that the command sends, if it has an input.</summary>
    public Stream Input { get; }

    /// <summary>Sends the command some bytes of its output. Waits until the command has read what came before.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancel) => _writer.WriteDataAsync(data, cancel);

    /// <summary>
    /// Sends the command what is known so far, a few times a second at most. It never waits, so a slow command misses some.
    /// </summary>
    public void Report(TReply soFar)
    {
        if (_time.GetElapsedTime(_reportedAt) < ReportInterval)
            return;
        _reportedAt = _time.GetTimestamp();
        _writer.TryWrite(new ControlReply(ControlMessages.Version, IsLast: false, Content: _command.Write(soFar)));
    }

    /// <summary>Sends the command what is known so far, and waits until it is sent.</summary>
    public ValueTask ReportAsync(TReply soFar, CancellationToken cancel) =>
        _writer.WriteAsync(new ControlReply(ControlMessages.Version, IsLast: false, Content: _command.Write(soFar)), cancel);

    internal JsonElement Write(TReply reply) => _command.Write(reply);
}
