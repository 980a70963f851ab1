namespace Relay.Storage.Lmdb;

/// <summary>The codes that liblmdb returns: its own are negative, the operating system's positive.</summary>
enum LmdbError
{
    None = 0,

    FileNotFound = 2,
    InputOutput = 5,
    Busy = 11,
    OutOfMemory = 12,
    AccessDenied = 13,
    InvalidArgument = 22,
    DiskFull = 28,
    ReadOnlyFileSystem = 30,
    QuotaExceeded = 122,

    KeyExists = -30799,
    NotFound = -30798,
    PageNotFound = -30797,
    Corrupted = -30796,

    /// <summary>A write of the meta page failed. The environment fails every call until it is opened again.</summary>
    Panic = -30795,
    VersionMismatch = -30794,
    InvalidFile = -30793,
    MapFull = -30792,
    TablesFull = -30791,
    ReadersFull = -30790,
    TransactionFull = -30788,
    CursorFull = -30787,
    PageFull = -30786,
    MapResized = -30785,
    Incompatible = -30784,
    BadReaderSlot = -30783,
    BadTransaction = -30782,
    BadValueSize = -30781,
    BadTable = -30780,
}
