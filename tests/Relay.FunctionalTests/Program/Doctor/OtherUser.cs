using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A user who owns nothing. Only root can become one; without that right the test is skipped.</summary>
static class OtherUser
{
    public const int Number = 65_534;

    /// <summary>Starts the program as this user, in a folder that the user may enter.</summary>
    public static RelayProcess Start(string folder, IEnumerable<string> arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may become another user");
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "setpriv changes the user");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return RelayProcess.Start(
            "setpriv", folder, [$"--reuid={Number}", $"--regid={Number}", "--clear-groups", Repository.Program, .. arguments]);
    }

    /// <summary>Keeps everybody but the owner from a file.</summary>
    public static void Close(string file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
