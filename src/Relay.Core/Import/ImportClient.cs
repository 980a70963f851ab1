namespace Relay.Core;

/// <summary>A command's end of a control connection: sends a file to the relay that owns the store.</summary>
public static class ImportClient
{
    const int ChunkSize = 64 * 1024;

    /// <summary>Sends the input and returns the relay's report. If there is none, returns the last known sums and the failure.</summary>
    public static async Task<ImportReport> SendAsync(
        Stream connection, Stream input, ImportOptions options, Action<ImportReport>? progress, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sums = new ImportReport();
        var sending = SendInputAsync(connection, input, options, stop.Token);
        try
        {
            while (true)
            {
                var reply = ImportMessages.Parse<ImportReply>(await ControlFrame.ReadAsync(connection, cancel));
                sums = reply.Report;
                if (reply.IsLast)
                    break;
                progress?.Invoke(sums);
            }
        }
        catch (OperationCanceledException)
        {
            sums = sums with { Failure = "interrupted" };
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            sums = sums with { Failure = $"the relay did not answer to the end: {exception.Message}" };
        }
        await stop.CancelAsync();
        return await sending is { } failure ? sums with { Failure = failure } : sums;
    }

    /// <summary>
    /// Sends the whole input. Returns why the input could not be read, or null. Failures of the connection are reported by its reader.
    /// </summary>
    static async Task<string?> SendInputAsync(Stream connection, Stream input, ImportOptions options, CancellationToken cancel)
    {
        await Task.Yield();
        var chunk = new byte[ControlFrame.HeaderSize + ChunkSize];
        try
        {
            await ControlFrame.WriteAsync(connection, ImportMessages.Frame(new ImportRequest(ImportRequest.Import, options)), cancel);
            while (true)
            {
                int read;
                try
                {
                    // A read from a pipe or a terminal cannot be cancelled, so a cancelled caller stops waiting for it.
                    read = await input.ReadAsync(chunk.AsMemory(ControlFrame.HeaderSize), cancel).AsTask().WaitAsync(cancel);
                }
                catch (IOException exception)
                {
                    // The relay stores what it has received and reports it.
                    await ControlFrame.WriteAsync(connection, chunk.AsMemory(0, ControlFrame.HeaderSize), cancel);
                    return $"the input cannot be read further: {exception.Message}";
                }
                await ControlFrame.WriteAsync(connection, chunk.AsMemory(0, ControlFrame.HeaderSize + read), cancel);
                if (read == 0)
                    return null;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
