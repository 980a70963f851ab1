namespace Relay.Server;

/// <summary>Where stores of a type keep their events.</summary>
enum StoreMedium
{
    /// <summary>In the files of the store's folder.</summary>
    Folder,

    /// <summary>
    /// In a database of a server. The folder has what belongs to the relay: the lock, the socket for commands, the relay's notes.
    /// </summary>
    Server,

    /// <summary>Nowhere: when the relay ends, they are gone. A folder, if one is named, has the socket for commands.</summary>
    Memory,
}
