using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// The relay's end of the control protocol: carries out the commands of other processes of its operator, one on each connection.
/// A process that may connect may do everything, so the connections come through a socket that only the operator can open.
/// </summary>
/// <param name="program">The relay's program with its version, for people.</param>
/// <param name="time">Paces what long commands report.</param>
/// <param name="logger">Gets the exceptions of commands.</param>
public sealed class ControlService(string program, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(10);

    readonly Dictionary<string, Command> _commands = new(StringComparer.Ordinal);

    delegate Task<JsonElement> Serve(Stream input, ControlWriter writer, JsonElement arguments, CancellationToken cancel);

    /// <summary>Adds a command. Its handler returns the answer, or throws a <see cref="ControlException"/>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="serve">
    /// Carries it out. The token is cancelled when the relay ends or, if the command has no input, when the command has gone.
    /// </param>
    public ControlService Add<TArguments, TReply>(
        ControlCommand<TArguments, TReply> command, Func<ControlExchange<TArguments, TReply>, CancellationToken, Task<TReply>> serve)
        where TArguments : class
        where TReply : class
    {
        _commands.Add(command.Name, new Command(command.HasInput, async (input, writer, arguments, cancel) =>
        {
            var exchange = new ControlExchange<TArguments, TReply>(input, writer, command, command.ReadArguments(arguments), time);
            return exchange.Write(await serve(exchange, cancel));
        }));
        return this;
    }

    /// <summary>Serves a connection to its end. Throws an <see cref="InvalidDataException"/> if something else is connected.</summary>
    public Task ServeAsync(Stream connection, CancellationToken cancel) => ServeAsync(connection, connection, cancel);

    /// <summary>The same for a connection with a stream for each direction.</summary>
    public async Task ServeAsync(Stream input, Stream output, CancellationToken cancel)
    {
        var request = await ReadRequestAsync(input, cancel);
        using var writer = new ControlWriter(output);
        var reply = await AnswerAsync(input, writer, request, cancel);
        await writer.FlushAsync();
        try
        {
            await writer.WriteAsync(reply, cancel);
        }
        catch (ControlException exception)
        {
            // The answer is too long.
            await writer.WriteAsync(Failed(exception.Message), cancel);
        }
    }

    /// <summary>A connection that asks nothing in time is closed.</summary>
    async ValueTask<ControlRequest> ReadRequestAsync(Stream input, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(RequestPatience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        return await ControlMessages.ReadAsync(input, ControlJson.Wire.ControlRequest, ended.Token);
    }

    async Task<ControlReply> AnswerAsync(Stream input, ControlWriter writer, ControlRequest request, CancellationToken cancel)
    {
        if (request.Version != ControlMessages.Version)
        {
            return Failed(
                $"the running relay is {program} and speaks version {ControlMessages.Version} of the control protocol, but this command "
                + $"is of {request.Program} and speaks version {request.Version}: "
                + "use the program that the relay runs, or restart the relay");
        }
        if (!_commands.TryGetValue(request.Command ?? "", out var command))
            return Failed($"the running relay, {program}, does not know the command {request.Command}");
        try
        {
            var content = command.HasInput
                ? await command.Serve(input, writer, request.Arguments, cancel)
                : await ServeWhileConnectedAsync(command, input, writer, request.Arguments, cancel);
            return new ControlReply(ControlMessages.Version, IsLast: true, Content: content);
        }
        catch (ControlException exception)
        {
            return Failed(exception.Message);
        }
        catch (Exception exception) when (exception is StoreBrokenException or UnauthorizedAccessException)
        {
            return Failed(exception.Message);
        }
        catch (IOException exception) when (!writer.HasFailed)
        {
            // The store's disk, or a command that has gone and reads no answer.
            return Failed(exception.Message);
        }
        catch (InvalidDataException) when (!writer.HasFailed)
        {
            return Failed($"the request for {request.Command} is not one that {program} understands");
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !writer.HasFailed)
        {
            logger.ControlFailed(exception, request.Command!);
            return Failed($"the command {request.Command} failed: {exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Carries out a command that sends nothing, and gives it up when its connection ends.</summary>
    static async Task<JsonElement> ServeWhileConnectedAsync(
        Command command, Stream input, ControlWriter writer, JsonElement arguments, CancellationToken cancel)
    {
        using var connected = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync();
        try
        {
            return await command.Serve(input, writer, arguments, connected.Token);
        }
        finally
        {
            await done.CancelAsync();
            await watching;
        }

        async Task WatchAsync()
        {
            try
            {
                // Nothing comes any more, except the end.
                await input.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, done.Token);
                await connected.CancelAsync();
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                if (!done.IsCancellationRequested)
                    await connected.CancelAsync();
            }
        }
    }

    static ControlReply Failed(string reason) => new(ControlMessages.Version, IsLast: true, reason);

    sealed record Command(bool HasInput, Serve Serve);
}
