namespace Relay.Core;

/// <summary>Sends a file to the importer at the other end of a control connection.</summary>
public static class ImportClient
{
    /// <summary>Sends the input and returns the report. If there is none, returns the last known sums and the failure.</summary>
    public static async Task<ImportReport> SendAsync(
        ControlClient relay, Stream input, ImportOptions options, Action<ImportReport>? progress, CancellationToken cancel)
    {
        var sums = new ImportReport();
        var source = new FailingInput(input);
        try
        {
            sums = await relay.AskAsync(ControlCommands.Import, options, source, destination: null, Note, cancel);
        }
        catch (OperationCanceledException)
        {
            sums = sums with { Failure = EventImporter.Interrupted };
        }
        catch (Exception exception) when (exception is ControlException or IOException or InvalidDataException)
        {
            sums = sums with { Failure = exception.Message };
        }
        return source.Failure is { } failure ? sums with { Failure = failure } : sums;

        void Note(ImportReport soFar)
        {
            sums = soFar;
            progress?.Invoke(soFar);
        }
    }

    /// <summary>Ends where the input fails, so that the relay stores what it has received and reports it.</summary>
    sealed class FailingInput(Stream input) : ReadOnlyStream
    {
        /// <summary>Why the input ended; null if it did not fail.</summary>
        public string? Failure { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await input.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException exception)
            {
                Failure = EventImporter.Unreadable(exception);
                return 0;
            }
        }
    }
}
