using Microsoft.Win32.SafeHandles;

namespace Relay.Server;

/// <summary>Standard output, for much data: it fails if the program that reads it has closed it.</summary>
static class StandardOutput
{
    const int Descriptor = 1;

    /// <summary>The error EPIPE of Linux and macOS.</summary>
    const int BrokenPipe = 32;

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        // The console's stream drops without an error what a closed pipe does not take. In turn, a file stream does not move the place in a
        // file where the next program with the same output writes.
        var pipe = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    /// <summary>Whether a write failed because the program that reads the output has closed it.</summary>
    public static bool IsClosed(IOException exception) => exception.HResult == BrokenPipe;
}
