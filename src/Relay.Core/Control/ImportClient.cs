namespace Relay.Core;

/// <summary>Sends a file to the importer at the other end of a control connection.</summary>
public static class ImportClient
{
    /// <summary>How long an import that is given up may take to store what it has and to report it.</summary>
    static readonly TimeSpan LastWordsPatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sends the input and returns the report. On cancellation the input ends at that place, and what was sent is stored. If there is no
    /// report, returns the last known sums and the failure.
    /// </summary>
    public static async Task<ImportReport> SendAsync(
        ControlClient relay, Stream input, ImportOptions options, Action<ImportReport>? progress, CancellationToken cancel)
    {
        using var lost = new CancellationTokenSource();
        await using var patience = cancel.UnsafeRegister(_ => lost.CancelAfter(LastWordsPatience), null);
        var sums = new ImportReport();
        var source = new EndingInput(input, cancel);
        try
        {
            sums = await relay.AskAsync(ControlCommands.Import, options, source, destination: null, Note, lost.Token);
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

    /// <summary>Ends where the input fails or the import is given up, so that the relay stores and reports what it has received.</summary>
    sealed class EndingInput(Stream input, CancellationToken givenUp) : ReadOnlyStream
    {
        /// <summary>Why the input ended early; null if it did not.</summary>
        public string? Failure { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(givenUp, cancellationToken);
            try
            {
                // A read from a pipe or a terminal cannot be cancelled, so it is left behind.
                return await input.ReadAsync(buffer, ended.Token).AsTask().WaitAsync(ended.Token);
            }
            catch (OperationCanceledException) when (givenUp.IsCancellationRequested)
            {
                Failure = EventImporter.Interrupted;
            }
            catch (IOException exception)
            {
                Failure = EventImporter.Unreadable(exception);
            }
            return 0;
        }
    }
}
