namespace Relay.Storage.Sql;

/// <summary>The tables of a store, and the steps that lead from each earlier version to the present one.</summary>
static class SqlSchema
{
    /// <summary>
    /// The statements of each version, each list to be run in one transaction. A database of version n has the first n behind it. A step
    /// that was released never changes.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Migrations(SqlDialect dialect) => [First(dialect)];

    static string[] First(SqlDialect d) =>
    [
        // What the store was given when it was made: the secret key of its terms.
        $"CREATE TABLE meta (name {d.Bytes(32)} NOT NULL PRIMARY KEY, value {d.Bytes(64)} NOT NULL)",
        // The events. id8: the first 8 bytes of the id as a number. about: see PostingAbout.
        $"CREATE TABLE events (seq {d.Number} NOT NULL PRIMARY KEY, id8 {d.Number} NOT NULL, created_at {d.Number} NOT NULL, "
        + $"about {d.Number} NOT NULL, record {d.Bytes(0)} NOT NULL)",
        "CREATE INDEX events_id8 ON events (id8)",
        // The lists: all events that have a term, in the order of NIP-01.
        $"CREATE TABLE postings (term {d.Number} NOT NULL, place {d.Bytes(ListPlace.Size)} NOT NULL, seq {d.Number} NOT NULL, "
        + $"about {d.Number} NOT NULL, PRIMARY KEY (term, place, seq){d.Including("about")}){d.OrderedByKey}",
        // What must be known besides the events: deletions, requests to vanish, expirations.
        $"CREATE TABLE state (name {d.Bytes(Core.StateKey.MaxLength)} NOT NULL PRIMARY KEY, value {d.Bytes(64)} NOT NULL){d.OrderedByKey}",
        .. d.Keeping("events"), .. d.Keeping("postings"), .. d.Keeping("state"),
    ];
}
