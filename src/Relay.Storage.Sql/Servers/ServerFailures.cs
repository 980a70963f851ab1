using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>The meaning of faults: for a store that is open, and for one that does not open.</summary>
static class ServerFailures
{
    const string Away = "error: the relay's database is away, try again later";

    /// <summary>The fault that an exception reports.</summary>
    public static ServerFault Of(ServerDriver server, Exception exception) => exception switch
    {
        ServerException own => own.Fault,
        CommitInDoubtException => ServerFault.Away,
        _ => server.FaultOf(exception),
    };

    /// <summary>Judges an exception of a read or a commit.</summary>
    public static EngineFailure Judge(ServerDriver server, Exception exception) => Of(server, exception) switch
    {
        ServerFault.Away => new("the database server is away", Away, IsOutage: true),
        ServerFault.Full => new("the database server has no connection left", Away, IsOutage: true),
        ServerFault.Refused => new("the database server lets the relay not in", Away, IsOutage: true),
        ServerFault.Forbidden => new("the relay's database user lacks a right", "error: the relay may not write to its database"),
        ServerFault.ReadOnly => new("the database takes no writes", "error: the relay's database is read-only"),
        ServerFault.DiskFull => EngineFailure.DiskFull,
        ServerFault.TimedOut => new("the database took too long", "error: the relay's database is too slow, try again later"),
        ServerFault.Conflict => new("another program changes the tables", "error: the event could not be stored, try again later"),
        ServerFault.Damaged => new("the database is damaged", EngineFailure.Unknown.Answer, IsFinal: true),
        ServerFault.Missing => new("a table of the store is missing", EngineFailure.Unknown.Answer, IsFinal: true),
        ServerFault.Taken => new("another relay has taken the database", EngineFailure.Unknown.Answer, IsFinal: true),
        ServerFault.SetBack => new("the database has lost commits", EngineFailure.Unknown.Answer, IsFinal: true),
        _ => EngineFailure.Unknown,
    };

    /// <summary>The line for the operator if a store does not open.</summary>
    public static StoreException AtOpening(ServerDriver server, Exception exception)
    {
        var (place, said) = (server.Place, server.TextOf(exception));
        return new StoreException(
            Of(server, exception) switch
            {
                ServerFault.Away => $"The {place} cannot be reached: {said}",
                ServerFault.Full => $"The {place} has no connection left ({said}): allow more, or end other programs.",
                ServerFault.Refused => $"The {place} lets the relay not in: {said}",
                ServerFault.Forbidden => $"The relay's user lacks a right in the {place}: {said}",
                ServerFault.ReadOnly => $"The {place} takes no writes: it may be a standby ({said}).",
                ServerFault.DiskFull => $"The disk of the {place} is full: make room, then start again.",
                ServerFault.TimedOut or ServerFault.Conflict =>
                    $"The {place} took too long, or another program has locked its tables ({said}).",
                ServerFault.Damaged => $"The {place} is damaged ({said}): put a backup back.",
                ServerFault.Missing => $"The {place} lacks a part of the store ({said}): put a backup back.",
                _ => $"The {place} cannot be used: {said}",
            },
            exception);
    }
}
