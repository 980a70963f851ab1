using System.Diagnostics;
using System.Globalization;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// A PostgreSQL server for one class of tests: in a temporary folder, reached by a unix socket only, gone with the tests. It syncs nothing
/// to the disk. PostgreSQL refuses to run as root, so with root it runs as the user that its package makes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    const string User = "postgres";

    readonly string _folder;
    readonly string _programs;

    PostgresServer(string folder, string programs)
    {
        _folder = folder;
        _programs = programs;
    }

    /// <summary>The variables by which psql and other clients find the server.</summary>
    public (string Name, string Value)[] Variables => [("PGHOST", _folder), ("PGUSER", User), ("PGDATABASE", "postgres")];

    string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a server and waits until it answers.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("relay-postgres-").FullName;
        var server = new PostgresServer(folder, FindPrograms());
        try
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", [User, folder]);
            await server.RunOwnAsync(
                "initdb", ["--pgdata", server.Data, "--username", User, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]);
            await server.RunOwnAsync(
                "pg_ctl",
                [
                    "start", "--wait", "--pgdata", server.Data, "--log", Path.Combine(folder, "log"),
                    "--options", $"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off",
                ]);
            return server;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunOwnAsync("pg_ctl", ["stop", "--wait", "--mode=immediate", "--pgdata", Data]);
        Directory.Delete(_folder, recursive: true);
    }

    Task RunOwnAsync(string program, string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    static async Task RunAsync(string program, string[] arguments)
    {
        // The server that pg_ctl starts keeps what it inherits: a pipe to these tests would stay open. It writes to its log.
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

    /// <summary>Debian keeps the programs of each version in a folder of its own, outside of PATH.</summary>
    static string FindPrograms()
    {
        const string versions = "/usr/lib/postgresql";
        var folders = Directory.Exists(versions)
            ? Directory.GetDirectories(versions).OrderByDescending(VersionOf).Select(static folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: test.sh installs it.");
    }

    static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
