using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// An engine on an SQL database. Queries run statements that return whole pages; values that clients choose reach the database only as
/// hashes, or as the bytes of a parameter.
/// </summary>
public sealed class SqlEngine : IStoreEngine
{
    readonly ISqlDatabase _database;
    readonly SqlStatements _statements;
    readonly ListTerms _terms;
    readonly SqlChanges _changes;

    /// <summary>An engine that owns this database.</summary>
    public SqlEngine(ISqlDatabase database)
    {
        _database = database;
        _statements = database.Statements;
        _terms = new ListTerms(database.Key.Span);
        _changes = new SqlChanges(_statements, _terms);
    }

    /// <summary>The database.</summary>
    public ISqlDatabase Database => _database;

    /// <summary>What a page of a query may cost.</summary>
    internal QueryBounds Bounds { get; set; } = QueryBounds.Default;

    /// <inheritdoc/>
    public bool AnswersAtOnce => _database.AnswersAtOnce;

    /// <inheritdoc/>
    public async ValueTask FindAsync(EngineLookups wanted, EngineFindings found, CancellationToken cancel)
    {
        var calls = new List<SqlCall>(3);
        if (wanted.Ids.Count > 0)
            calls.Add(new(_statements.RecordsOfIds, [new(IdQuery.Prefixes(wanted.Ids))]));
        if (wanted.Addresses.Count > 0)
        {
            List<long> lists =
                [.. wanted.Addresses.Select(address => _terms.Address(address.Author, address.Kind, address.Identifier.View)).Distinct()];
            calls.Add(new(_statements.RecordsOfLists, [new(lists)]));
        }
        if (wanted.State.Count > 0)
        {
            List<ReadOnlyMemory<byte>> keys = [.. wanted.State.Select(static key => key.Memory)];
            calls.Add(new(_statements.State, [new(keys)]));
        }
        if (calls.Count == 0)
            return;
        await using var session = await _database.BeginReadAsync(cancel);
        await session.ReadAllAsync(
            calls, (Found: found, State: wanted.State.Count > 0 ? calls.Count - 1 : -1),
            static (reading, call, row) =>
            {
                if (call == reading.State)
                    reading.Found.Add(new StateKey(row.Bytes(0).ToArray()), row.Bytes(1).ToArray());
                else
                    reading.Found.Add(new CommittedEvent(row.Number(0), new NostrEvent(new EventView(row.Bytes(1)))));
            },
            cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<EnginePage> QueryAsync(EngineQuery query, CancellationToken cancel)
    {
        var range = ListRange.Of(query);
        if (range.IsEmpty)
            return new EnginePage([], null, 0);
        await using var session = await _database.BeginReadAsync(cancel);
        return await new FilterQuery(session, _statements, _terms, query, range, Bounds).RunAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<EngineCount?> CountAsync(EngineQuery query, CancellationToken cancel)
    {
        var range = ListRange.Of(query);
        if (range.IsEmpty)
            return new EngineCount(0, null, 0);
        if (ListCounter.ListsOf(query.Filter, query.Visibility, _terms) is not { } lists)
            return null;
        await using var session = await _database.BeginReadAsync(cancel);
        return await new ListCounter(session, _statements, _terms, query, range, Bounds).CountAsync(lists, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<SequenceRange> ReadAsync(long after, long last, CancellationToken cancel)
    {
        await using var session = await _database.BeginReadAsync(cancel);
        return await new RangeQuery(session, _statements).RunAsync(after, last, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StateRecord>> ReadStateAsync(StateKey from, StateKey to, int most, CancellationToken cancel)
    {
        await using var session = await _database.BeginReadAsync(cancel);
        var records = new List<StateRecord>();
        await session.ReadAsync(
            _statements.StateRange, [from.Memory, to.Memory, most], records,
            static (records, row) =>
            {
                records.Add(new StateRecord(new StateKey(row.Bytes(0).ToArray()), row.Bytes(1).ToArray()));
                return true;
            },
            cancel);
        return records;
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(EngineChanges changes, CancellationToken cancel)
    {
        await using var transaction = await _database.BeginWriteAsync(cancel);
        await _changes.WriteAsync(changes, transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SettleAsync(CancellationToken cancel) => _database.SettleAsync(cancel);

    /// <inheritdoc/>
    public EngineFailure Judge(Exception exception) => _database.Judge(exception);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
