namespace Relay.Server;

/// <summary>Looks at the store's folder: who may write it, whose its files are, and on what kind of file system it is.</summary>
sealed class FolderCheck : IDoctorCheck
{
    public string Name => "store folder";

    public string Purpose =>
        "whether this user may write the store's folder and its files, whether they belong to one user, and whether the file system suits";

    public Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        if (relay.Folder is not { } folder)
            return Task.FromResult<IReadOnlyList<Finding>>([Finding.Skipped("the store has no folder")]);
        var there = FileSystems.Nearest(folder);
        List<string> files = [.. Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [], .. relay.Store.Type.FilesIn(folder)];
        List<Finding> findings = [.. Writing(folder, there, files), .. Owners(folder, files)];
        if (KindOf(there) is { } kind && FileSystems.Judge(folder, kind) is { } finding)
            findings.Add(finding);
        if (findings.Count == 0)
            findings.Add(Finding.Ok($"{folder} {(there == folder ? "is there and may be written" : "is not there yet and may be made")}"));
        return Task.FromResult<IReadOnlyList<Finding>>(findings);
    }

    static IEnumerable<Finding> Writing(string folder, string there, List<string> files)
    {
        if (!PosixFiles.MayWriteIn(there))
        {
            yield return Finding.Problem(
                $"{there} may not be written by this user, {Environment.UserName}",
                $"Run the command as the user of the relay, or as root: chown -R USER {there}, with the user of the relay.");
            yield break;
        }
        if (files.Find(static file => !PosixFiles.MayWrite(file)) is { } closed)
        {
            yield return Finding.Problem(
                $"{closed} may not be written by this user, {Environment.UserName}",
                $"Run the command as the user of the relay, or as root: chown -R USER {folder}, with the user of the relay.");
        }
    }

    /// <summary>A command that root ran leaves files that the relay's user may not write.</summary>
    static IEnumerable<Finding> Owners(string folder, List<string> files)
    {
        if (PosixFiles.OwnerOf(folder) is not { } owner)
            yield break;
        foreach (var file in files)
        {
            if (PosixFiles.OwnerOf(file) is not { } other || other == owner)
                continue;
            var (name, of) = (PosixFiles.NameOf(owner), PosixFiles.NameOf(other));
            yield return Finding.Problem(
                $"{file} belongs to {of}, and the folder to {name}: a relay of the user {name} may not be able to write it",
                $"chown -R {name} {folder}, and run commands that write as {name}.");
            yield break;
        }
    }

    static string? KindOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).DriveFormat;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
