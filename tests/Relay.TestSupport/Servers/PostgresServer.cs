using System.Globalization;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// A PostgreSQL server for some tests: in a temporary folder, reached by a unix socket and a loopback port, gone with the tests. PostgreSQL
/// refuses to run as root, so with root it runs as the user that its package makes.
/// </summary>
public sealed class PostgresServer : ITestServer
{
    const string User = "postgres";

    readonly string _folder;
    readonly string _programs;
    readonly string[] _settings;
    readonly int _port = LoopbackPort.Take();
    ServerProcess? _process;

    PostgresServer(string folder, string programs, bool isDurable, string[] settings)
    {
        _folder = folder;
        _programs = programs;
        _settings = [.. isDurable ? (string[])[] : ["fsync=off", "full_page_writes=off"], .. settings];
    }

    /// <summary>The variables by which psql and other clients find the server.</summary>
    public (string Name, string Value)[] Variables =>
    [
        ("PGHOST", _folder), ("PGPORT", _port.ToString(CultureInfo.InvariantCulture)), ("PGUSER", User), ("PGDATABASE", "postgres"),
    ];

    /// <inheritdoc/>
    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres");

    /// <summary>How clients connect to it by its unix socket.</summary>
    public string SocketConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Host={_folder};Port={_port};Username={User};Database=postgres");

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port => _port;

    string Data => Path.Combine(_folder, "data");

    /// <summary>
    /// Makes a server and waits until it answers. Unless it is to be durable, it syncs nothing to the disk. Settings have the form
    /// <c>name=value</c>.
    /// </summary>
    public static async Task<PostgresServer> StartAsync(bool isDurable = false, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("relay-postgres-").FullName;
        try
        {
            var server = new PostgresServer(folder, FindPrograms(), isDurable, settings);
            if (Environment.IsPrivilegedProcess)
                await ServerProgram.RunAsync("chown", [User, folder]);
            var (initdb, arguments) = server.Own(
                "initdb", "--pgdata", server.Data, "--username", User, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync");
            await ServerProgram.RunAsync(initdb, arguments);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Kills all processes of the server, as if the machine's memory had run out.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts the server that was killed or stopped, with the same data on the same port.</summary>
    public async Task StartAgainAsync()
    {
        // Shared memory in files of its folder goes with the folder, even if the server is killed.
        string[] settings =
        [
            $"port={_port.ToString(CultureInfo.InvariantCulture)}", $"unix_socket_directories={_folder}", "listen_addresses=127.0.0.1",
            "dynamic_shared_memory_type=mmap", .. _settings,
        ];
        var (program, arguments) = Own("postgres", ["-D", Data, .. settings.SelectMany(static setting => (string[])["-c", setting])]);
        _process = await ServerProcess.StartAsync(program, arguments, "database system is ready to accept connections");
    }

    /// <summary>Stops the server in order. It first ends all connections.</summary>
    public Task StopAsync() => StopAsync("fast");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    async Task StopAsync(string mode)
    {
        var (program, arguments) = Own("pg_ctl", "stop", "--no-wait", "--mode", mode, "--pgdata", Data);
        await ServerProgram.RunAsync(program, arguments);
        await _process!.Ended.Within("the end of the server");
        _process.Dispose();
        _process = null;
    }

    /// <summary>One of the server's programs, as the user that the server runs as.</summary>
    (string Program, string[] Arguments) Own(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? ("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", path, .. arguments])
            : (path, arguments);
    }

    /// <summary>Debian keeps the programs of each version in a folder of its own, outside of PATH.</summary>
    static string FindPrograms()
    {
        const string versions = "/usr/lib/postgresql";
        var folders = Directory.Exists(versions)
            ? Directory.GetDirectories(versions).OrderByDescending(VersionOf).Select(static folder => Path.Combine(folder, "bin"))
            : [];
        return ServerProgram.FolderOf("initdb", folders)
            ?? throw new InvalidOperationException("PostgreSQL is not installed: test.sh installs it.");
    }

    static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
