namespace Relay.Core;

/// <summary>Asks the relay at the other end of a control connection for its store's health.</summary>
public static class HealthQuestion
{
    /// <summary>The answer in one line; null if the relay's version does not know the question.</summary>
    public static async Task<string?> AskAsync(Stream connection, CancellationToken cancel)
    {
        var question = new ImportRequest(ImportRequest.Health, new ImportOptions());
        await ControlFrame.WriteAsync(connection, ImportMessages.Frame(question), cancel);
        return ImportMessages.Parse<ImportReply>(await ControlFrame.ReadAsync(connection, cancel)).Health;
    }
}
