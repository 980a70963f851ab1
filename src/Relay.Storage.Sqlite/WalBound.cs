using Microsoft.Extensions.Logging;

namespace Relay.Storage.Sqlite;

/// <summary>
/// Keeps the write-ahead log short. When it has grown, its pages are copied into the database file, and the next commit begins it anew if
/// no reader still needs it. If readers come and go without a pause for that, they are kept waiting for a moment. Only the writer uses it.
/// </summary>
sealed class WalBound(SqliteConnection writer, SqliteReaders readers, WalBounds bounds, ILogger logger)
{
    int _copyAt = bounds.UsualPages;
    bool _isFailing;

    /// <summary>Called after each commit, which is on disk already: a failure here changes nothing about it.</summary>
    public void Committed()
    {
        var pages = writer.WalPages;
        // The log began anew.
        if (pages < bounds.UsualPages)
            _copyAt = bounds.UsualPages;
        if (pages < _copyAt)
            return;
        try
        {
            Copy(pages);
            _isFailing = false;
        }
        catch (SqliteException exception)
        {
            if (!_isFailing)
                SqliteMessages.CopyFailed(logger, exception);
            _isFailing = true;
        }
        _copyAt = pages + bounds.UsualPages / 4;
    }

    void Copy(int pages)
    {
        if (pages < bounds.MostPages)
        {
            writer.TryCheckpoint(Sqlite3.CheckpointPassive);
            return;
        }
        readers.Close();
        try
        {
            // A program outside the relay may read, too. Then the log grows until that ends.
            if (!writer.TryCheckpoint(Sqlite3.CheckpointTruncate) && !_isFailing)
                SqliteMessages.ReaderTooLong(logger, (long)pages * 4096 >> 20);
        }
        finally
        {
            readers.Open();
        }
    }
}

/// <summary>How long the write-ahead log may become, in pages of the file.</summary>
/// <param name="UsualPages">Beyond this its pages are copied into the database file.</param>
/// <param name="MostPages">Beyond this readers wait until it has begun anew.</param>
readonly record struct WalBounds(int UsualPages, int MostPages)
{
    /// <summary>
    /// 64 MiB, and 256 MiB. A page that many commits change is copied once each time, so a longer log takes fewer writes.
    /// </summary>
    public static WalBounds Default { get; } = new(16_384, 65_536);
}
