using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Lmdb;

/// <summary>
/// An MDB_env that counts its users. Closing it unmaps the file, so that only happens when the environment is disposed <em>and</em> the
/// last transaction has ended. No thread can then read unmapped memory.
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
