using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>A failed call of liblmdb. "Not found" and "already present" are normal results and never thrown.</summary>
sealed class LmdbException : Exception
{
    public LmdbException(MDBResultCode error, string message)
        : base(message) => Error = error;

    /// <summary>The code: liblmdb's own are negative, the system's positive.</summary>
    public MDBResultCode Error { get; }

    public SystemError SystemError => SystemErrors.Of(Error);

    /// <summary>Whether the write failed for lack of room. Reading goes on, and a write may succeed once there is room.</summary>
    public bool IsOutOfSpace =>
        Error == MDBResultCode.MapFull || SystemError is SystemError.DiskFull or SystemError.QuotaExceeded;

    public static void ThrowOnError(MDBResultCode result, string operation)
    {
        if (result != MDBResultCode.Success)
            Throw(result, operation);
    }

    [DoesNotReturn]
    public static void Throw(MDBResultCode result, string operation)
    {
        // The texts of LMDB's own codes are constants. A text of strerror is valid until the thread's next call, so it is copied at once.
        var reason = Marshal.PtrToStringUTF8(Mdb.mdb_strerror((int)result));
        throw new LmdbException(result, $"LMDB cannot {operation}: {reason} (code {(int)result}).");
    }
}
