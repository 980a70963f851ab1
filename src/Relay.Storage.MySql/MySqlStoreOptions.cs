using System.ComponentModel.DataAnnotations;

namespace Relay.Storage.MySql;

/// <summary>Where and how the relay stores events in MariaDB or MySQL.</summary>
public sealed class MySqlStoreOptions
{
    /// <summary>
    /// Where the database is and who the relay is there, as MySqlConnector reads it: <c>Server=db.example;Database=relay;User ID=relay</c>,
    /// with <c>Password</c>. A server that is not on this machine must prove its name with a certificate that this machine trusts, unless
    /// <c>SSL Mode</c> says otherwise. The relay owns the database.
    /// </summary>
    [Required]
    public string ConnectionString { get; init; } = "";

    /// <summary>What concerns MariaDB and MySQL.</summary>
    public MySqlOptions MySql { get; init; } = new();
}
