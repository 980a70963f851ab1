using Npgsql;
using Relay.Storage.Sql;

namespace Relay.Storage.Postgres.Tests;

public sealed class ConnectionTests
{
    static readonly ServerLimits Limits = new(7, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("Host=db.example", SslMode.VerifyFull)]
    [InlineData("Host=10.0.0.1", SslMode.VerifyFull)]
    [InlineData("Host=127.0.0.1,db.example", SslMode.VerifyFull)]
    [InlineData("Host=db.example;SSL Mode=Require", SslMode.Require)]
    [InlineData("Host=db.example;SslMode=Disable", SslMode.Disable)]
    [InlineData("Host=127.0.0.1", SslMode.Prefer)]
    [InlineData("Host=::1", SslMode.Prefer)]
    [InlineData("Host=localhost", SslMode.Prefer)]
    [InlineData("Host=/run/postgresql", SslMode.Prefer)]
    public async Task Server_elsewhere_must_prove_its_name_unless_the_operator_says_otherwise(string text, SslMode expected)
    {
        var read = await ReadAsync($"{text};Database=relay");
        Assert.Equal(expected, read.SslMode);
    }

    [Fact]
    public async Task Sizes_and_timeouts_are_those_of_the_options()
    {
        var read = await ReadAsync(
            "Host=localhost;Maximum Pool Size=500;Timeout=0;Command Timeout=0;Include Error Detail=true;Multiplexing=true");
        Assert.Equal((7, 3, 11), (read.MaxPoolSize, read.Timeout, read.CommandTimeout));
        Assert.Contains("-c statement_timeout=9000", read.Options, StringComparison.Ordinal);
        Assert.False(read.IncludeErrorDetail || read.Multiplexing);
    }

    [Fact]
    public async Task What_the_operator_sets_for_sessions_stays()
    {
        var read = await ReadAsync("Host=localhost;Options=-c work_mem=8MB;Application Name=mine");
        Assert.StartsWith("-c work_mem=8MB -c ", read.Options, StringComparison.Ordinal);
        Assert.Equal("mine", read.ApplicationName);
    }

    static async Task<NpgsqlConnectionStringBuilder> ReadAsync(string text)
    {
        await using var driver = new PostgresDriver(PostgresConnections.Of(text, Limits));
        return new NpgsqlConnectionStringBuilder(driver.Readers.ConnectionString);
    }
}
