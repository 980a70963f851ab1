namespace Relay.Storage.Sql;

/// <summary>A statement of the store. Sessions prepare each once and find it again by this object.</summary>
/// <param name="text">The text, in the dialect of the database.</param>
public sealed class SqlStatement(string text)
{
    /// <summary>The text.</summary>
    public string Text => text;
}
