using System.ComponentModel.DataAnnotations;

namespace Relay.Storage.Lmdb;

/// <summary>What concerns LMDB's files, for a store of the type Lmdb.</summary>
public sealed class LmdbOptions
{
    // One library serves the whole process, so relays cannot differ in it.
    /// <summary>
    /// The version of LMDB whose format a new store gets, and an existing store must have: 0.9 or 1.0. Each reads only its own format. 0.9
    /// is the library of the system. 1.0 comes with the program; on Linux it needs glibc 2.38. All stores of a process have the same.
    /// Default: 0.9 on Linux, 1.0 elsewhere.
    /// </summary>
    [AllowedValues("0.9", "1.0", ErrorMessage = "{0} must be 0.9 or 1.0")]
    public string? Format { get; init; }

    // Address space, not disk: files grow as they fill. Enlarging a map later would mean stopping all readers.
    /// <summary>Address space to reserve for each of the two database files, in GiB. The files themselves grow only as they fill.</summary>
    [Range(1, 131_072)]
    public int MapSizeGiB { get; init; } = 1024;
}
