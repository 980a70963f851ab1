using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// A PostgreSQL server for tests: in a temporary folder, reached by a unix socket and a port of its own on the loopback address, gone with
/// the tests. It syncs nothing to the disk. PostgreSQL refuses to run as root, so with root it runs as the user that its package makes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    const string User = "postgres";

    readonly string _folder;
    readonly string _programs;
    readonly string _settings;

    PostgresServer(string folder, string programs, IEnumerable<string> settings)
    {
        _folder = folder;
        _programs = programs;
        _settings = string.Join(' ', settings.Select(static setting => $"-c {setting}"));
    }

    /// <summary>Its port on the loopback address.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The variables by which psql and other clients find the server.</summary>
    public (string Name, string Value)[] Variables =>
        [("PGHOST", _folder), ("PGPORT", $"{Port}"), ("PGUSER", User), ("PGDATABASE", "postgres")];

    /// <summary>How Npgsql finds the server, by its socket.</summary>
    public string ConnectionString => $"Host={_folder};Port={Port};Username={User};Database=postgres";

    /// <summary>The folder with the server's files, which it may use for more.</summary>
    public string Folder => _folder;

    string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a server with these settings, such as <c>max_connections=10</c>, and waits until it answers.</summary>
    public static async Task<PostgresServer> StartAsync(params IEnumerable<string> settings)
    {
        var folder = Directory.CreateTempSubdirectory("relay-postgres-").FullName;
        var server = new PostgresServer(folder, FindPrograms(), settings);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", [User, folder]);
            await server.RunOwnAsync(
                "initdb", ["--pgdata", server.Data, "--username", User, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Starts a server that was stopped or killed, and waits until it answers.</summary>
    public Task StartAgainAsync() => RunOwnAsync(
        "pg_ctl",
        [
            "start", "--wait", "--pgdata", Data, "--log", Path.Combine(_folder, "log"),
            "--options",
            $"-k {_folder} -p {Port} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off {_settings}",
        ]);

    /// <summary>Stops it: clients are told, and what was committed is written.</summary>
    public Task StopAsync() => RunOwnAsync("pg_ctl", ["stop", "--wait", "--mode=fast", "--pgdata", Data]);

    /// <summary>Kills all its processes at once, wherever they are.</summary>
    public async Task KillAsync()
    {
        var first = int.Parse(
            (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], NumberStyles.None, CultureInfo.InvariantCulture);
        var all = ChildrenOf(first);
        all.Insert(0, first);
        foreach (var id in all)
            await RunAsync("sh", ["-c", $"kill -9 {id} 2>&1 || true"]);
        await Eventually.HoldsAsync(() => !all.Exists(static id => Directory.Exists($"/proc/{id}")), "the end of the server's processes");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await RunOwnAsync("pg_ctl", ["stop", "--wait", "--mode=immediate", "--pgdata", Data]);
        Directory.Delete(_folder, recursive: true);
    }

    static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                // After the name, which is in brackets: the state and the parent.
                var rest = File.ReadAllText(Path.Combine(folder, "stat"));
                if (rest[(rest.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{parent}")
                    children.Add(id);
            }
            catch (IOException)
            {
                // The process has ended.
            }
        }
        return children;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
