namespace Relay.Server;

/// <summary>Stores that the targets' import commands filled with the corpus, one of each target, for rows that need one.</summary>
sealed class FilledStores(CorpusLines lines) : IDisposable
{
    readonly Dictionary<BenchTarget, BenchFolder> _folders = [];

    /// <summary>The target's store; null if it has no import command, so that its commands know where their store is.</summary>
    public BenchFolder? Of(BenchTarget target)
    {
        if ((target.Commands.ImportTrusted ?? target.Commands.Import) is not { } line)
            return null;
        if (_folders.TryGetValue(target, out var folder))
            return folder;
        folder = new BenchFolder();
        _folders.Add(target, folder);
        using var command = ShellCommand.Start(line, folder, lines.Path);
        command.WaitForSuccess();
        return folder;
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
            folder.Dispose();
        _folders.Clear();
    }
}
