namespace Relay.Core;

/// <summary>A command's end of a control connection. One connection carries one command.</summary>
/// <param name="input">What comes from the relay.</param>
/// <param name="output">What goes to the relay.</param>
/// <param name="program">The command's program with its version, for people.</param>
public sealed class ControlClient(Stream input, Stream output, string program)
{
    /// <summary>A command's end of a connection with one stream for both directions.</summary>
    public ControlClient(Stream connection, string program)
        : this(connection, connection, program)
    {
    }

    /// <summary>
    /// Lets the relay carry out a command and returns its answer. Throws a <see cref="ControlException"/> if the relay cannot, or if the
    /// connection ends before.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What it takes.</param>
    /// <param name="source">Its input, if it has one. It is read to its end, or until the relay answers.</param>
    /// <param name="destination">Where its output goes, if it has any.</param>
    /// <param name="progress">Gets what is known so far.</param>
    /// <param name="cancel">Gives the command up.</param>
    public async Task<TReply> AskAsync<TArguments, TReply>(
        ControlCommand<TArguments, TReply> command, TArguments arguments, Stream? source = null, Stream? destination = null,
        Action<TReply>? progress = null, CancellationToken cancel = default)
        where TArguments : class
        where TReply : class
    {
        var request = new ControlRequest(ControlMessages.Version, program, command.Name, command.Write(arguments));
        await ControlMessages.WriteAsync(output, request, ControlJson.Wire.ControlRequest, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sending = source is null ? Task.CompletedTask : SendAsync(source, stop.Token);
        try
        {
            return await ReceiveAsync(command, destination, progress, cancel);
        }
        finally
        {
            await stop.CancelAsync();
            await sending;
        }
    }

    async Task<TReply> ReceiveAsync<TArguments, TReply>(
        ControlCommand<TArguments, TReply> command, Stream? destination, Action<TReply>? progress, CancellationToken cancel)
        where TArguments : class
        where TReply : class
    {
        while (true)
        {
            var (type, payload) = await ReadFrameAsync(cancel);
            if (type == ControlFrameType.Data)
            {
                if (destination is not null)
                    await destination.WriteAsync(payload, cancel);
                continue;
            }
            var reply = ControlMessages.Parse(payload, ControlJson.Wire.ControlReply);
            if (reply.Failure is { } failure)
                throw new ControlException(failure);
            var content = command.ReadReply(reply.Content);
            if (reply.IsLast)
                return content;
            progress?.Invoke(content);
        }
    }

    async Task<(ControlFrameType Type, byte[] Payload)> ReadFrameAsync(CancellationToken cancel)
    {
        try
        {
            var (type, length) = await ControlFrame.ReadHeaderAsync(input, cancel);
            var payload = new byte[length];
            await input.ReadExactlyAsync(payload, cancel);
            return (type, payload);
        }
        catch (IOException exception)
        {
            throw new ControlException("the relay ended before it answered", exception);
        }
    }

    /// <summary>Sends the whole input. The reader of the connection notices when the connection fails.</summary>
    async Task SendAsync(Stream source, CancellationToken cancel)
    {
        await Task.Yield();
        var frame = new byte[ControlFrame.HeaderSize + ControlFrame.DataLength];
        try
        {
            int read;
            do
            {
                // A read from a pipe or a terminal cannot be cancelled, so a cancelled caller stops waiting for it.
                read = await source.ReadAsync(frame.AsMemory(ControlFrame.HeaderSize), cancel).AsTask().WaitAsync(cancel);
                await ControlFrame.WriteAsync(output, ControlFrameType.Data, frame.AsMemory(0, ControlFrame.HeaderSize + read), cancel);
            }
            while (read > 0);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
        }
    }
}
