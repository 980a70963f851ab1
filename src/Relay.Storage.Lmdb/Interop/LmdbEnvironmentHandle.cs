using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Lmdb;

/// <summary>
/// MDB_env with its count of users. Closing unmaps the file, so it happens when the environment is disposed <em>and</em> the last
/// transaction has ended, whichever comes later: nobody reads memory that is gone.
/// </summary>
sealed class LmdbEnvironmentHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    readonly string _claimedPath;

    public LmdbEnvironmentHandle(nint handle, string claimedPath)
        : base(ownsHandle: true)
    {
        _claimedPath = claimedPath;
        SetHandle(handle);
    }

    /// <summary>Keeps the environment open until <see cref="RemoveUser"/>.</summary>
    public void AddUser()
    {
        var added = false;
        DangerousAddRef(ref added);
    }

    public void RemoveUser() => DangerousRelease();

    protected override bool ReleaseHandle()
    {
        LmdbNative.EnvironmentClose(handle);
        OpenPaths.Release(_claimedPath);
        return true;
    }
}
