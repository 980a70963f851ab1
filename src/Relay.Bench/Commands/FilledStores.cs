namespace Relay.Bench;

/// <summary>Folders for the stores of rows that need one, filled with the corpus by the targets' import commands.</summary>
sealed class FilledStores(CorpusLines lines) : IDisposable
{
    readonly Dictionary<BenchTarget, BenchFolder> _folders = [];

    /// <summary>The target's folder; empty if it has no import command, so that its commands must know of a store of their own.</summary>
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
