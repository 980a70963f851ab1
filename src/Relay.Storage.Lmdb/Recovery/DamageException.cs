namespace Relay.Storage.Lmdb;

/// <summary>A data file differs from what liblmdb wrote. The message is a sentence that names the page and the table.</summary>
sealed class DamageException(string message) : Exception(message)
{
    public DamageException(string table, long page, string what)
        : this($"page {page} of {table} {what}.")
    {
    }
}
