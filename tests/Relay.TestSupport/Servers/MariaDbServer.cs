using System.Globalization;

namespace Relay.TestSupport;

/// <summary>
/// A MariaDB server for some tests: in a temporary folder, reached by a unix socket and a loopback port, gone with the tests. It reads no
/// settings of the machine.
/// </summary>
public sealed class MariaDbServer : ITestServer
{
    const string User = "root";

    readonly string _folder;
    readonly string _program;
    readonly string[] _settings;
    readonly int _port = LoopbackPort.Take();
    ServerProcess? _process;

    MariaDbServer(string folder, string program, bool isDurable, string[] settings)
    {
        _folder = folder;
        _program = program;
        _settings = [.. isDurable ? (string[])[] : ["innodb-flush-method=nosync"], .. settings];
    }

    /// <inheritdoc/>
    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={_port};User ID={User};SslMode=None");

    /// <summary>How clients connect to it by its unix socket.</summary>
    public string SocketConnectionString => $"Server={Socket};ConnectionProtocol=UnixSocket;User ID={User}";

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port => _port;

    string Data => Path.Combine(_folder, "data");

    string Socket => Path.Combine(_folder, "socket");

    /// <summary>
    /// Makes a server and waits until it answers. Unless it is to be durable, it syncs nothing to the disk. Settings have the form
    /// <c>name=value</c>.
    /// </summary>
    public static async Task<MariaDbServer> StartAsync(bool isDurable = false, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("relay-mariadb-").FullName;
        try
        {
            var programs = ServerProgram.FolderOf("mariadbd", "/usr/sbin")
                ?? throw new InvalidOperationException("MariaDB is not installed: test.sh installs it.");
            var server = new MariaDbServer(folder, Path.Combine(programs, "mariadbd"), isDurable, settings);
            await ServerProgram.RunAsync(
                "mariadb-install-db",
                ["--no-defaults", $"--datadir={server.Data}", "--auth-root-authentication-method=normal", "--skip-test-db", "--force",
                    "--innodb-flush-method=nosync", $"--tmpdir={folder}", "--innodb-log-file-size=16M"]);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Kills the server, as if the machine's memory had run out.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts the server that was killed, with the same data on the same port.</summary>
    public async Task StartAgainAsync()
    {
        string[] settings =
        [
            $"datadir={Data}", $"tmpdir={_folder}", $"socket={Socket}", $"port={_port.ToString(CultureInfo.InvariantCulture)}",
            "bind-address=127.0.0.1", $"pid-file={Path.Combine(_folder, "pid")}", "skip-name-resolve", .. _settings,
        ];
        // The server refuses to run as root unless it is told to.
        string[] user = Environment.IsPrivilegedProcess ? ["--user=root"] : [];
        _process = await ServerProcess.StartAsync(
            _program, ["--no-defaults", .. user, .. settings.Select(static setting => "--" + setting)], "ready for connections");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
