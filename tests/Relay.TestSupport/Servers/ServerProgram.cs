using System.Diagnostics;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Runs the programs that come with a database server.</summary>
static class ServerProgram
{
    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, string[] arguments)
    {
        // A server that the program starts keeps what it inherits: a pipe to these tests would stay open.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" > /dev/null", program, .. arguments])
        {
            WorkingDirectory = "/",
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync().Within(program);
        await process.WaitForExitAsync().Within(program);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors}");
    }

    /// <summary>The first of these folders, or of those in PATH, that has a program; null if none has it.</summary>
    public static string? FolderOf(string program, params IEnumerable<string> folders) => folders
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, program)));
}
