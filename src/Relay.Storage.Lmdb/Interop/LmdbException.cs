using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Relay.Storage.Lmdb;

/// <summary>A failed call of liblmdb. "Not found" and "already present" are normal results and never thrown.</summary>
sealed class LmdbException : Exception
{
    public LmdbException(LmdbError error, string message)
        : base(message) => Error = error;

    public LmdbError Error { get; }

    /// <summary>Whether the write failed for lack of room. Reading goes on, and a write may succeed once there is room.</summary>
    public bool IsOutOfSpace => Error is LmdbError.MapFull or LmdbError.DiskFull or LmdbError.QuotaExceeded;

    public static void ThrowOnError(int result, string operation)
    {
        if (result != 0)
            Throw(result, operation);
    }

    [DoesNotReturn]
    public static unsafe void Throw(int result, string operation)
    {
        // The texts of LMDB's own codes are constants. A text of strerror is valid until the thread's next call, so it is copied at once.
        var reason = Marshal.PtrToStringUTF8((nint)LmdbNative.ErrorText(result));
        throw new LmdbException((LmdbError)result, $"LMDB cannot {operation}: {reason} (code {result}).");
    }
}
