namespace Relay.TestSupport;

/// <summary>A database server in which tests make databases.</summary>
public interface ITestServer : IAsyncDisposable
{
    /// <summary>How clients connect to it, over TCP.</summary>
    string ConnectionString { get; }
}

/// <summary>Servers for tests that need any: the one that an environment variable names, else one of their own.</summary>
public static class TestServers
{
    /// <summary>A PostgreSQL server; that of RELAY_TEST_POSTGRES if it is set.</summary>
    public static async Task<ITestServer> PostgresAsync() => Given("RELAY_TEST_POSTGRES") ?? await PostgresServer.StartAsync();

    /// <summary>A MariaDB server; the one of RELAY_TEST_MYSQL, which may also be MySQL, if it is set.</summary>
    public static async Task<ITestServer> MySqlAsync() => Given("RELAY_TEST_MYSQL") ?? await MariaDbServer.StartAsync();

    static ITestServer? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } connection ? new GivenServer(connection) : null;

    sealed class GivenServer(string connectionString) : ITestServer
    {
        public string ConnectionString => connectionString;

        public ValueTask DisposeAsync() => default;
    }
}
