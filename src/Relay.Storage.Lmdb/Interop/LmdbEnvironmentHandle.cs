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

    /// <summary>The pointer. Valid between <see cref="AddUser"/> and <see cref="RemoveUser"/>.</summary>
    public nint Pointer => handle;

    /// <summary>Keeps the environment open until <see cref="RemoveUser"/>.</summary>
    public void AddUser()
    {
        var added = false;
        DangerousAddRef(ref added);
    }

    public void RemoveUser() => DangerousRelease();

    /// <summary>Keeps the environment open during a call.</summary>
    public Call Use() => new(this);

    protected override bool ReleaseHandle()
    {
        Mdb.mdb_env_close(handle);
        OpenPaths.Release(_claimedPath);
        return true;
    }

    /// <summary>A call that has the pointer until it is disposed.</summary>
    public readonly ref struct Call : IDisposable
    {
        readonly LmdbEnvironmentHandle _handle;

        public Call(LmdbEnvironmentHandle handle)
        {
            _handle = handle;
            handle.AddUser();
        }

        public nint Pointer => _handle.Pointer;

        public void Dispose() => _handle.RemoveUser();
    }
}
