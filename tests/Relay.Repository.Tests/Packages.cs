namespace Relay.Repository.Tests;

/// <summary>The projects that are published as packages.</summary>
static class Packages
{
    public static IReadOnlyList<string> Projects { get; } =
    [
        "Relay.Nostr", "Relay.Core", "Relay.Policies", "Relay.Storage.Postings", "Relay.Storage.Files", "Relay.Storage.Lmdb",
        "Relay.Storage.RocksDb", "Relay.Storage.Sql", "Relay.Storage.Sqlite", "Relay.Storage.Postgres", "Relay.Storage.MySql",
        "Relay.AspNetCore", "Relay.Testing",
    ];

    /// <summary>The id of a project's package.</summary>
    public static string IdOf(string project) => "Nostr" + project;
}
