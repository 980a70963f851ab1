using System.Diagnostics;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A file system in memory of a few MiB, mounted for one test. Without the right to mount the test is skipped.</summary>
sealed class SmallVolume : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();

    /// <summary>The path at which it is mounted.</summary>
    public string Path => _folder.Path;

    string Ballast => _folder.File("ballast");

    public static async Task<SmallVolume> MountAsync(int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may mount a small volume");
        var volume = new SmallVolume();
        var isMounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", volume.Path) == 0;
        if (!isMounted)
            volume._folder.Dispose();
        Assert.SkipUnless(isMounted, "root may not mount here");
        return volume;
    }

    /// <summary>Fills the volume up except for this many bytes.</summary>
    public void Fill(long left)
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            for (var free = new DriveInfo(Path).AvailableFreeSpace; free - left >= block.Length; free -= block.Length)
                file.Write(block);
        }
        catch (IOException) when (left == 0)
        {
            // The relay has taken the rest meanwhile.
        }
    }

    /// <summary>Frees the space that <see cref="Fill"/> took.</summary>
    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // Lazily, because a process that another test is starting has this one's files for a moment.
        await RunAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }

    static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync().Within(program);
        return process.ExitCode;
    }
}
