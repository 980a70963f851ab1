namespace Relay.Server;

/// <summary>Asks the person at the terminal before something is done for good.</summary>
static class Confirmation
{
    /// <summary>Whether somebody can answer.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Asks, and returns whether the answer is yes. Anything else, and the end of the input, is no.</summary>
    public static async Task<bool> AskAsync(string question, CancellationToken cancel)
    {
        await Console.Error.WriteAsync($"{question} [y/N] ");
        // A read from a terminal cannot be cancelled, so a cancelled caller stops waiting for it.
        var answer = await Task.Run(Console.In.ReadLine, cancel).WaitAsync(cancel);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
