using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>The plans that SQLite makes. Whatever a filter asks for, it is answered by these statements.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> Statements =>
        [.. new SqlStatements(new SqliteDialect()).All.Select(static statement => statement.Text)];

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task No_statement_walks_a_whole_table_or_sorts_rows(string text)
    {
        await using var test = new TemporaryStore();
        using var connection = SqliteFile.OpenToRead(test.File);
        using var plan = connection.Prepare($"EXPLAIN QUERY PLAN {text}", 0);
        var lines = new List<string>();
        while (plan.Step())
            lines.Add(System.Text.Encoding.UTF8.GetString(plan.Bytes(3)));
        // What is walked is the list that was given, or what a subquery has found already.
        Assert.All(lines, line => Assert.True(
            !line.StartsWith("SCAN", StringComparison.Ordinal) || line.StartsWith("SCAN json_each", StringComparison.Ordinal), line));
        // The counts of kinds are the only groups.
        Assert.All(lines, line => Assert.True(
            !line.Contains("TEMP B-TREE", StringComparison.Ordinal) || line == "USE TEMP B-TREE FOR GROUP BY", line));
    }

    [Fact]
    public async Task Statements_that_run_often_are_prepared_once()
    {
        await using var test = new TemporaryStore();
        using var connection = SqliteFile.OpenToRead(test.File);
        var list = connection[new SqlStatements(new SqliteDialect()).FirstOfList];
        for (var most = 1; most < 20; most++)
        {
            SqliteSession.Read(list, [1L, ListPlace.First.ToArray(), ListPlace.Last.ToArray(), most], 0, static (_, _) => true);
            Assert.Equal(0, list.Preparations);
        }
    }
}
