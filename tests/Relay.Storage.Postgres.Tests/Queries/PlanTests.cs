using Npgsql;
using Relay.Storage.Sql;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>The plans that PostgreSQL makes. Whatever a filter asks for, it is answered by these statements.</summary>
public sealed class PlanTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(60)]
    [InlineData(5000)]
    public async Task No_statement_walks_a_whole_table_or_sorts_rows(int events)
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.Store.BackfillAsync(
            Unsigned.Many(events, i => Unsigned.Note(Unsigned.Key($"{i % 100}"), FakeTime.Start - i, $"{i}", ["t", $"{i % 7}"])), default);
        if (events > 0)
            await test.ExecuteAsync("ANALYZE events, postings, state");
        var limits = new ServerLimits(1, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.Zero);
        await using var driver = new PostgresDriver(PostgresConnections.Of(test.ConnectionString, limits));
        await using var connection = await ((NpgsqlDataSource)driver.Writers).OpenConnectionAsync();
        foreach (var statement in new SqlStatements(driver.Dialect).All)
        {
            var plan = await PlanOf(connection, statement.Text);
            var text = $"{statement.Text}\n{string.Join('\n', plan)}";
            Assert.False(plan.Exists(static line => line.Contains("Seq Scan", StringComparison.Ordinal)), text);
            // The counts of kinds are the only groups.
            if (!statement.Text.Contains("GROUP BY", StringComparison.Ordinal))
                Assert.False(plan.Exists(static line => line.Contains("Sort", StringComparison.Ordinal)), text);
            Assert.False(plan.Exists(static line => line.Contains("Bitmap", StringComparison.Ordinal)), text);
            // No index is walked as a whole.
            for (var i = 0; i < plan.Count; i++)
            {
                if (plan[i].Contains("Index", StringComparison.Ordinal) && plan[i].Contains("Scan", StringComparison.Ordinal))
                    Assert.Contains("Index Cond", plan[i + 1], StringComparison.Ordinal);
            }
        }
    }

    /// <summary>The plan that is made once for all values.</summary>
    static async Task<List<string>> PlanOf(NpgsqlConnection connection, string text)
    {
        var count = 0;
        while (text.Contains($"${count + 1}", StringComparison.Ordinal))
            count++;
        foreach (var candidate in Candidates(count))
        {
            try
            {
                await ExecuteAsync(connection, $"PREPARE looked_at ({string.Join(", ", candidate)}) AS {text}");
            }
            catch (PostgresException exception) when (exception.SqlState.StartsWith("42", StringComparison.Ordinal))
            {
                continue;
            }
            var plan = new List<string>();
            await using (var command = new NpgsqlCommand(
                $"EXPLAIN (COSTS OFF) EXECUTE looked_at ({string.Join(", ", candidate.Select(static _ => "NULL"))})", connection))
            await using (var reader = await command.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                    plan.Add(reader.GetString(0));
            }
            await ExecuteAsync(connection, "DEALLOCATE looked_at");
            return plan;
        }
        throw new InvalidOperationException($"no types fit {text}");
    }

    /// <summary>All choices of types for so many parameters.</summary>
    static IEnumerable<string[]> Candidates(int count)
    {
        string[] types = ["bigint", "bytea", "bigint[]", "bytea[]"];
        for (var choice = 0; choice < Math.Pow(types.Length, count); choice++)
        {
            var rest = choice;
            yield return [.. Enumerable.Range(0, count).Select(_ =>
            {
                var type = types[rest % types.Length];
                rest /= types.Length;
                return type;
            })];
        }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
