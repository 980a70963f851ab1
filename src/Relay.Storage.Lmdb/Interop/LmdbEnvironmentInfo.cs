namespace Relay.Storage.Lmdb;

/// <summary>The size and use of an environment at one moment.</summary>
readonly record struct LmdbEnvironmentInfo(
    long MapSizeBytes, int PageBytes, long UsedPages, long LastTransaction, int MaxReaders, int UsedReaders)
{
    /// <summary>The extent of the data file; pages freed inside it are counted.</summary>
    public long UsedBytes => UsedPages * PageBytes;
}
