namespace Relay.Storage.Lmdb;

/// <summary>
/// Brings a log of an older schema up to the present one in place, in one transaction, a step per version. Version 1 is the
/// first, so there is no step; a change of the bytes adds one here and a golden test.
/// </summary>
static class SchemaMigrations
{
    /// <summary>Element n takes version n + 1 to n + 2.</summary>
    static readonly Action<EventLog, LmdbWriteTransaction>[] Steps = [];

    public static void Apply(EventLog log, string store, LmdbWriteTransaction transaction, long version)
    {
        if (version < 1)
            throw new StoreException($"The store in {store} has schema version {version}, which never existed: it is damaged.");
        for (; version < EventLog.SchemaVersion; version++)
            Steps[version - 1](log, transaction);
    }
}
