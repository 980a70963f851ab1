using System.Diagnostics;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A file system of so many KiB in memory, which can be filled up. Needs root on Linux; else the test is skipped.</summary>
sealed class SmallDisk : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public SmallDisk(int kiB)
    {
        var mayMount = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;
        if (mayMount && Run("mount", "-t", "tmpfs", "-o", $"size={kiB}k", "tmpfs", Path))
            return;
        _folder.Dispose();
        Assert.Skip("mounts a file system, which takes root on Linux");
    }

    public string Path => _folder.Path;

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        using var file = File.Create(System.IO.Path.Combine(Path, "filling"), bufferSize: 1);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Empty() => File.Delete(System.IO.Path.Combine(Path, "filling"));

    public void Dispose()
    {
        Run("umount", Path);
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
