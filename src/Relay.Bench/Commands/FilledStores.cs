namespace Relay.Bench;

/// <summary>Folders with stores for the rows that need one. The targets' import commands fill them with the corpus.</summary>
sealed class FilledStores(CorpusLines lines) : IDisposable
{
    readonly Dictionary<BenchTarget, BenchFolder> _folders = [];

    /// <summary>
    /// The target's folder. It stays empty if the target has no import command; its other commands must then know a store of their own.
    /// </summary>
    public BenchFolder Of(BenchTarget target)
    {
        if (_folders.TryGetValue(target, out var folder))
            return folder;
        folder = new BenchFolder();
        _folders.Add(target, folder);
        if ((target.Commands.ImportTrusted ?? target.Commands.Import) is not { } line)
            return folder;
        using var command = ShellCommand.Start(line, folder, lines.Path);
        command.WaitForSuccess();
        folder.IsFilled = true;
        return folder;
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
            folder.Dispose();
        _folders.Clear();
    }
}
