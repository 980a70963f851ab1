namespace Relay.Storage.Sql;

/// <summary>A statement of the store. Sessions prepare each once and find it again by this object.</summary>
/// <param name="text">The text, in the dialect of the database.</param>
public sealed class SqlStatement(string text)
{
    /// <summary>The text.</summary>
    public string Text => text;
}

/// <summary>A statement to run, with the values of its parameters.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Values">The values.</param>
public readonly record struct SqlCall(SqlStatement Statement, SqlValue[] Values);
