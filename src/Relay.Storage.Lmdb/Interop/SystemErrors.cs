using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The numbers of the system's errors, which liblmdb passes on beside its own codes. They differ between systems, and the package names
/// some of them as Windows does: its AccessDenied is Linux's input/output error.
/// </summary>
static class SystemErrors
{
    static readonly Dictionary<SystemError, int[]> Numbers = OperatingSystem.IsWindows()
        ? new()
        {
            [SystemError.InputOutput] = [1117, 29, 23],
            [SystemError.OutOfMemory] = [8, 12, 1455],
            [SystemError.DiskFull] = [112, 39],
            [SystemError.ReadOnlyFileSystem] = [19],
            [SystemError.QuotaExceeded] = [1295],
        }
        : new()
        {
            [SystemError.InputOutput] = [5],
            [SystemError.OutOfMemory] = [12],
            [SystemError.DiskFull] = [28],
            [SystemError.ReadOnlyFileSystem] = [30],
            [SystemError.QuotaExceeded] = [OperatingSystem.IsLinux() ? 122 : 69],
        };

    /// <summary>The system's error behind a code; none if it is liblmdb's own or another one.</summary>
    public static SystemError Of(MDBResultCode code)
    {
        // Of a write of which only a part fitted, 0.9 says that it is an input/output error.
        if (code == MDBResultCode.ShortWrite)
            return SystemError.InputOutput;
        foreach (var (error, numbers) in Numbers)
        {
            if (Array.IndexOf(numbers, (int)code) >= 0)
                return error;
        }
        return SystemError.None;
    }

    /// <summary>The code with which liblmdb reports an error.</summary>
    public static MDBResultCode CodeOf(SystemError error) => (MDBResultCode)Numbers[error][0];
}
