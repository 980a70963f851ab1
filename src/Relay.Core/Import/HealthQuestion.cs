namespace Relay.Core;

/// <summary>Asks the relay at the other end of a control connection how well its store is.</summary>
public static class HealthQuestion
{
    /// <summary>The answer in one line, or null if the relay is of a version that does not know the question.</summary>
    public static async Task<string?> AskAsync(Stream connection, CancellationToken cancel)
    {
        var question = new ImportRequest(ImportRequest.Health, new ImportOptions());
        await ControlFrame.WriteAsync(connection, ImportMessages.Frame(question), cancel);
        return ImportMessages.Parse<ImportReply>(await ControlFrame.ReadAsync(connection, cancel)).Health;
    }
}
