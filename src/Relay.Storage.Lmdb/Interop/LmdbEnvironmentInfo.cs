namespace Relay.Storage.Lmdb;

/// <summary>The size and use of an environment at one moment.</summary>
readonly record struct LmdbEnvironmentInfo(
    long MapSizeBytes, int PageBytes, long UsedPages, long LastTransaction, int MaxReaders, int UsedReaders)
{
    /// <summary>The size of the data file that is in use, including pages freed inside it.</summary>
    public long UsedBytes => UsedPages * PageBytes;
}
