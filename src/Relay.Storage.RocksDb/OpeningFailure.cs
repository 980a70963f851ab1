using Relay.Core;

namespace Relay.Storage.RocksDb;

/// <summary>Why a store does not open, in one line for the operator.</summary>
static class OpeningFailure
{
    /// <summary>Null if the exception is not about the files.</summary>
    public static StoreException? Explain(string path, Exception exception) => exception switch
    {
        RocksException { IsLocked: true } =>
            new($"The store in {path} is in use by another process, or by another store of this one.", exception),
        RocksException { IsDiskFull: true } =>
            new($"The store in {path} cannot be opened because its disk is full. Make room and start again.", exception),
        RocksException { IsDamage: true } => new(
            $"The store in {path} is damaged: {exception.Message} Restore a backup. If only the end of the log is damaged, as after a "
            + "power cut, a start with Relay:Store:RocksDb:ForgetDamagedEnd=true drops what follows the damage.", exception),
        RocksException or IOException or UnauthorizedAccessException =>
            new($"The store in {path} cannot be opened: {exception.Message}", exception),
        _ => null,
    };
}
