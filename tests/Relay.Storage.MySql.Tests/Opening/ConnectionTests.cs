using MySqlConnector;
using Relay.Storage.Sql;

namespace Relay.Storage.MySql.Tests;

public sealed class ConnectionTests
{
    static readonly ServerLimits Limits = new(7, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("Server=db.example", MySqlSslMode.VerifyFull)]
    [InlineData("Server=10.0.0.1", MySqlSslMode.VerifyFull)]
    [InlineData("Server=127.0.0.1,db.example", MySqlSslMode.VerifyFull)]
    [InlineData("Server=db.example;SSL Mode=Required", MySqlSslMode.Required)]
    [InlineData("Server=db.example;SslMode=None", MySqlSslMode.Disabled)]
    [InlineData("Server=127.0.0.1", MySqlSslMode.Preferred)]
    [InlineData("Server=::1", MySqlSslMode.Preferred)]
    [InlineData("Server=localhost", MySqlSslMode.Preferred)]
    public void Server_elsewhere_must_prove_its_name_unless_the_operator_says_otherwise(string text, MySqlSslMode expected) =>
        Assert.Equal(expected, Read($"{text};Database=relay").SslMode);

    [Fact]
    public void Sizes_and_timeouts_are_those_of_the_options()
    {
        var read = Read(
            "Server=localhost;Database=relay;Maximum Pool Size=500;Connection Timeout=0;Default Command Timeout=0;"
            + "Allow Load Local Infile=true;No Backslash Escapes=true");
        Assert.Equal((7u, 3u, 11u), (read.MaximumPoolSize, read.ConnectionTimeout, read.DefaultCommandTimeout));
        Assert.False(read.AllowLoadLocalInfile || read.NoBackslashEscapes || read.PersistSecurityInfo);
    }

    static MySqlConnectionStringBuilder Read(string text) => new(MySqlConnections.Of(text, Limits).Readers.ConnectionString);
}
