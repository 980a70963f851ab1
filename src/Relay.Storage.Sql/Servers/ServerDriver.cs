using System.Data.Common;

namespace Relay.Storage.Sql;

/// <summary>What differs between database servers, besides their dialects. Thread-safe.</summary>
public abstract class ServerDriver : IAsyncDisposable
{
    /// <summary>The product, such as PostgreSQL.</summary>
    public abstract string Name { get; }

    /// <summary>The database and its server, for the operator: without a user or a password.</summary>
    public abstract string Place { get; }

    /// <summary>The dialect.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>An expression for the name of the schema or database in which the tables are.</summary>
    public abstract string CurrentSchema { get; }

    /// <summary>A query for the bytes that the tables take; null if the server does not say.</summary>
    public virtual string? Size => null;

    /// <summary>Connections that read: a pool.</summary>
    public abstract DbDataSource Readers { get; }

    /// <summary>Connections that write: each a new one.</summary>
    public abstract DbDataSource Writers { get; }

    /// <summary>The statements before and after those of a commit, if a batch is no transaction by itself.</summary>
    public virtual (string? Before, string? After) Transaction => default;

    /// <summary>A batch without parts. It ends when it takes too long.</summary>
    public virtual DbBatch BatchOn(DbConnection connection) => connection.CreateBatch();

    /// <summary>A part of a batch.</summary>
    public abstract DbBatchCommand CommandOf(string text);

    /// <summary>Adds a value to the parameters of a statement.</summary>
    public abstract void Bind(DbParameterCollection parameters, SqlValue value);

    /// <summary>
    /// Adds all values to the parameters of a statement, and returns its text, where that depends on how many values a list has.
    /// </summary>
    public virtual string Bind(DbParameterCollection parameters, string text, ReadOnlySpan<SqlValue> values)
    {
        foreach (var value in values)
            Bind(parameters, value);
        return text;
    }

    /// <summary>The parts of a batch that run a statement for all these rows. They must not keep the rows.</summary>
    public abstract IEnumerable<DbBatchCommand> Write(SqlStatement statement, SqlRows rows);

    /// <summary>The batches in which the parts of a commit are sent, if the server does not take any number of them at once.</summary>
    public virtual IEnumerable<IReadOnlyList<DbBatchCommand>> Batches(IReadOnlyList<DbBatchCommand> parts) => [parts];

    /// <summary>Looks whether the store can use the server, once. Throws <see cref="Core.StoreException"/> if not.</summary>
    public virtual ValueTask CheckAsync(DbConnection connection, CancellationToken cancel) => default;

    /// <summary>Prepares a statement on its connection, if the connection does not do so by itself.</summary>
    public virtual ValueTask PrepareAsync(DbCommand command, CancellationToken cancel) => default;

    /// <summary>The same for several.</summary>
    public virtual ValueTask PrepareAsync(DbBatch batch, CancellationToken cancel) => default;

    /// <summary>The fault that an exception of a connection or statement reports.</summary>
    public abstract ServerFault FaultOf(Exception exception);

    /// <summary>Whether the server itself has answered with this error. Then it has undone the statement's transaction.</summary>
    public abstract bool IsAnswer(Exception exception);

    /// <summary>What the server or the driver says, in one line without the values of statements.</summary>
    public abstract string TextOf(Exception exception);

    /// <summary>
    /// Takes the lock by which a relay tells others that it uses the tables. It lasts as long as its connection. False if another
    /// connection has it.
    /// </summary>
    public abstract ValueTask<bool> TryLockAsync(DbConnection connection, CancellationToken cancel);

    /// <summary>Gives the lock back, if the server notices the end of a connection only some time later.</summary>
    public virtual ValueTask UnlockAsync(DbConnection connection, CancellationToken cancel) => default;

    /// <summary>Ends the connection that has the lock, if the server allows that.</summary>
    public abstract ValueTask EndHolderAsync(DbConnection connection, CancellationToken cancel);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Readers.DisposeAsync();
        await Writers.DisposeAsync();
    }
}
