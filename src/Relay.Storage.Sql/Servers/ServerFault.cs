namespace Relay.Storage.Sql;

/// <summary>What can go wrong with a database server.</summary>
public enum ServerFault
{
    /// <summary>Something else.</summary>
    Unknown,

    /// <summary>It cannot be reached, does not answer, starts or stops.</summary>
    Away,

    /// <summary>It has no connection left.</summary>
    Full,

    /// <summary>It lets the relay not in: a wrong password, a database that does not exist, a certificate that is not trusted.</summary>
    Refused,

    /// <summary>The relay's user may not do something.</summary>
    Forbidden,

    /// <summary>It takes no writes, as a standby does.</summary>
    ReadOnly,

    /// <summary>Its disk is full.</summary>
    DiskFull,

    /// <summary>A statement took too long.</summary>
    TimedOut,

    /// <summary>It undid a transaction because of another one. It may succeed the next time.</summary>
    Conflict,

    /// <summary>A part of the database cannot be read.</summary>
    Damaged,

    /// <summary>A table or column is missing.</summary>
    Missing,

    /// <summary>A value is missing where there must be one: the check of the owner failed.</summary>
    NoValue,

    /// <summary>Another relay has taken the database.</summary>
    Taken,

    /// <summary>The database has lost commits, as after a failover or when an old backup was put in its place.</summary>
    SetBack,
}

/// <summary>A fault of a server that this program has found out itself.</summary>
sealed class ServerException(ServerFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The fault.</summary>
    public ServerFault Fault => fault;
}
