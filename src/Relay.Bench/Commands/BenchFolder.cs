namespace Relay.Bench;

/// <summary>A temporary folder for the store and the log of one command line. It is deleted on disposal.</summary>
sealed class BenchFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-bench-");

    public BenchFolder() => Directory.CreateDirectory(Store);

    /// <summary>The folder of the store, empty at first.</summary>
    public string Store => Path.Combine(_folder.FullName, "store");

    /// <summary>The file for the command's output.</summary>
    public string Log => Path.Combine(_folder.FullName, "log");

    /// <summary>Whether the corpus has been imported into the store.</summary>
    public bool IsFilled { get; set; }

    public void Dispose() => _folder.Delete(recursive: true);
}
