using System.Diagnostics;

namespace Relay.TestSupport;

/// <summary>A file system of this many KiB in memory, which can be filled up. Needs root on Linux; otherwise the test is skipped.</summary>
public sealed class SmallDisk : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public SmallDisk(int kiB) : this(kiB, out var isMounted) =>
        Assert.SkipUnless(isMounted, "mounts a file system, which takes root on Linux");

    SmallDisk(int kiB, out bool isMounted)
    {
        var mayMount = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;
        isMounted = mayMount && Run("mount", "-t", "tmpfs", "-o", $"size={kiB}k", "tmpfs", Path);
        if (!isMounted)
            _folder.Dispose();
    }

    public string Path => _folder.Path;

    string Filling => System.IO.Path.Combine(Path, "filling");

    /// <summary>The same for a test that also works without one; null if the user may not mount.</summary>
    public static SmallDisk? TryMount(int kiB)
    {
        var disk = new SmallDisk(kiB, out var isMounted);
        return isMounted ? disk : null;
    }

    /// <summary>Fills the disk to the last byte, or leaves about this many KiB.</summary>
    public void Fill(int leftKiB = 0)
    {
        using var file = new FileStream(Filling, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (leftKiB == 0 || new DriveInfo(Path).AvailableFreeSpace > (long)leftKiB << 10)
                file.Write(block);
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Makes the file system read-only (ro) or writable (rw).</summary>
    public void Remount(string how) => Assert.True(Run("mount", "-o", $"remount,{how}", Path));

    /// <summary>Frees the space that <see cref="Fill"/> took.</summary>
    public void Empty() => File.Delete(Filling);

    public void Dispose()
    {
        // Lazily, because a process that another test is starting has this one's files for a moment.
        Run("umount", "--lazy", Path);
        _folder.Dispose();
    }

    static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
