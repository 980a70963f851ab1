namespace Relay.Core;

/// <summary>Writes whole frames to a control connection, one after the other. Thread-safe.</summary>
sealed class ControlWriter(Stream output) : IDisposable
{
    readonly SemaphoreSlim _turn = new(1);
    readonly byte[] _data = new byte[ControlFrame.HeaderSize + ControlFrame.DataLength];
    Task _trying = Task.CompletedTask;

    /// <summary>Whether a frame could not be written, so that no other one can.</summary>
    public bool HasFailed { get; private set; }

    public void Dispose() => _turn.Dispose();

    public ValueTask WriteAsync(ControlReply reply, CancellationToken cancel) =>
        InTurnAsync(() => ControlMessages.WriteAsync(output, reply, ControlJson.Wire.ControlReply, cancel), cancel);

    /// <summary>Writes data, in as many frames as it takes.</summary>
    public ValueTask WriteDataAsync(ReadOnlyMemory<byte> data, CancellationToken cancel) => InTurnAsync(
        async () =>
        {
            while (data.Length > 0)
            {
                var length = Math.Min(data.Length, ControlFrame.DataLength);
                data[..length].CopyTo(_data.AsMemory(ControlFrame.HeaderSize));
                await ControlFrame.WriteAsync(output, ControlFrameType.Data, _data.AsMemory(0, ControlFrame.HeaderSize + length), cancel);
                data = data[length..];
            }
        },
        cancel);

    /// <summary>Begins to write a reply, or drops it if another frame is being written. Its failure shows at the next frame.</summary>
    public void TryWrite(ControlReply reply)
    {
        if (_turn.CurrentCount > 0 && _trying.IsCompleted)
            _trying = TryAsync(reply);
    }

    /// <summary>Waits until nothing is being written.</summary>
    public Task FlushAsync() => _trying;

    async Task TryAsync(ControlReply reply)
    {
        try
        {
            await WriteAsync(reply, CancellationToken.None);
        }
        catch (IOException)
        {
            // The command is gone, which the next read from it or write to it shows.
        }
    }

    async ValueTask InTurnAsync(Func<ValueTask> write, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is not ControlException)
        {
            // A part of the frame may have been written.
            HasFailed = true;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }
}
