using System.Threading.Channels;

namespace Relay.Core;

/// <summary>The relay's end of a control connection: imports the events that a command sends into the store that the relay owns.</summary>
public static class ImportServer
{
    // Often enough for a progress bar, seldom enough to cost nothing.
    static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Serves one connection to its end. Events that arrived before the connection broke are stored. Returns null if the command only asked
    /// for the store's health.
    /// </summary>
    public static async Task<ImportReport?> ServeAsync(
        Stream connection, IEventStore store, RelayOptions relay, TimeProvider time, CancellationToken cancel)
    {
        var request = ImportMessages.Parse<ImportRequest>(await ControlFrame.ReadAsync(connection, cancel));
        if (request.Command == ImportRequest.Health)
        {
            var health = StoreCondition.WorstOf([store]).ToString();
            await SendAsync(connection, new ImportReply(IsLast: true, new ImportReport(), health), cancel);
            return null;
        }
        var report = request.Command == ImportRequest.Import
            ? await ImportAsync(connection, new EventImporter(store, relay, request.Options, time), time, cancel)
            : new ImportReport { Failure = $"the relay does not know the command {request.Command}" };
        await SendAsync(connection, new ImportReply(IsLast: true, report), cancel);
        return report;
    }

    static async Task<ImportReport> ImportAsync(Stream connection, EventImporter importer, TimeProvider time, CancellationToken cancel)
    {
        // Only the newest sums are sent, so a slow reader does not hold up the import.
        var progress = Channel.CreateBounded<ImportReport>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var sending = SendProgressAsync(connection, progress.Reader, cancel);
        var last = time.GetTimestamp();
        try
        {
            return await importer.ImportAsync(
                new FramedInput(connection),
                report =>
                {
                    if (time.GetElapsedTime(last) < ProgressInterval)
                        return;
                    last = time.GetTimestamp();
                    progress.Writer.TryWrite(report);
                },
                cancel);
        }
        finally
        {
            progress.Writer.Complete();
            await sending;
        }
    }

    static async Task SendProgressAsync(Stream connection, ChannelReader<ImportReport> reports, CancellationToken cancel)
    {
        await foreach (var report in reports.ReadAllAsync(CancellationToken.None))
            await SendAsync(connection, new ImportReply(IsLast: false, report), cancel);
    }

    static async Task SendAsync(Stream connection, ImportReply reply, CancellationToken cancel)
    {
        try
        {
            await ControlFrame.WriteAsync(connection, ImportMessages.Frame(reply), cancel);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The command is gone. Reading from it ends the import.
        }
    }
}
