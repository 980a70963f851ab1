using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;
using Relay.Storage.Sql;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>The plans that the server makes. Whatever a filter asks for, it is answered by these statements.</summary>
public sealed class PlanTests
{
    // Lists as long as those of queries and commits may become.
    static readonly long[] LongList = [.. Enumerable.Range(0, 8192).Select(static i => (long)i)];

    static readonly ReadOnlyMemory<byte>[] LongKeys = [.. LongList.Select(static n => (ReadOnlyMemory<byte>)BitConverter.GetBytes(n))];

    static readonly SqlValue
        Term = 1L, From = ListPlace.First.ToArray(), To = new ListPlace(FakeTime.Start - 100, 0).ToArray(), Some = 5L,
        Key = new byte[] { 1 }, Numbers = new(LongList), Keys = new(LongKeys);

    [Theory]
    [InlineData(0)]
    [InlineData(3000)]
    public async Task No_statement_walks_a_whole_table_or_sorts_rows(int events)
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.Store.BackfillAsync(
            Unsigned.Many(events, i => Unsigned.Note(Unsigned.Key($"{i % 100}"), FakeTime.Start - i, $"{i}", ["t", $"{i % 7}"])), default);
        if (events > 0)
            await test.ExecuteAsync("ANALYZE TABLE events, postings, state");
        var limits = new ServerLimits(1, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.Zero);
        await using var driver = new MySqlDriver(MySqlConnections.Of(test.ConnectionString, limits), NullLogger.Instance);
        await using var connection = await ((MySqlDataSource)driver.Writers).OpenConnectionAsync();
        var statements = new SqlStatements(driver.Dialect);
        var looked = 0;
        foreach (var (statement, values) in Readings(statements))
        {
            await using var command = driver.Command(connection, statement.Text, values);
            await AssertGoodAsync((MySqlCommand)command, mayGroup: statement == statements.CountByKind);
            looked++;
        }
        foreach (var (statement, values) in Removals(statements))
        {
            var rows = new SqlRows(values.Length);
            rows.Add(values);
            rows.Add(values);
            foreach (MySqlBatchCommand part in driver.Write(statement, rows))
                await AssertGoodAsync(new MySqlCommand(part.CommandText, connection), mayGroup: false);
            looked++;
        }
        // Those that add rows have no plan.
        Assert.Equal(statements.All.Count(), looked + 3);
    }

    static (SqlStatement, SqlValue[])[] Readings(SqlStatements s) =>
    [
        (s.FirstOfList, [Term, From, To, Some]), (s.RangeOfLists!, [Numbers, From, To, Some]), (s.Records, [Numbers]),
        (s.PlacesOfIds, [Numbers]), (s.RecordsOfIds, [Numbers]), (s.RecordsOfLists, [Numbers]), (s.PlaceInList, [Term, From, To, Some]),
        (s.CountByKind, [Term, From, To]), (s.Count, [Term, From, To]), (s.Range, [Some, Some, Some]), (s.State, [Keys]),
        (s.StateRange, [Key, Key, Some]),
    ];

    static (SqlStatement, SqlValue[])[] Removals(SqlStatements s) =>
        [(s.RemoveEvent, [Some]), (s.RemovePosting, [Term, To, Some]), (s.RemoveState, [Key])];

    static async Task AssertGoodAsync(MySqlCommand command, bool mayGroup)
    {
        command.CommandText = $"EXPLAIN {command.CommandText}";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            string Column(string name) => reader[name] as string ?? "";
            var (type, extra) = (Column("type"), Column("Extra"));
            var line = $"{command.CommandText}\n{Column("table")} {type} {Column("key")} {extra}";
            // What is walked is the list that was given.
            var isList = extra.Contains("Table function", StringComparison.Ordinal);
            Assert.True(isList || type is not ("ALL" or "index"), line);
            Assert.True(mayGroup || !extra.Contains("filesort", StringComparison.Ordinal), line);
            Assert.True(mayGroup || !extra.Contains("temporary", StringComparison.Ordinal), line);
        }
    }
}
