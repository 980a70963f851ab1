namespace Relay.Storage.Lmdb;

/// <summary>The errors of the operating system that the store tells apart.</summary>
enum SystemError
{
    None,
    InputOutput,
    OutOfMemory,
    DiskFull,
    ReadOnlyFileSystem,
    QuotaExceeded,
}
