namespace Relay.Bench;

/// <summary>A folder for the store of one command line, and beside it what the command said. Gone at the end.</summary>
sealed class BenchFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-bench-");

    public BenchFolder() => Directory.CreateDirectory(Store);

    /// <summary>Where the store goes; empty at first.</summary>
    public string Store => Path.Combine(_folder.FullName, "store");

    /// <summary>What the command says.</summary>
    public string Log => Path.Combine(_folder.FullName, "log");

    /// <summary>Whether the corpus has been imported into the store.</summary>
    public bool IsFilled { get; set; }

    public void Dispose() => _folder.Delete(recursive: true);
}
