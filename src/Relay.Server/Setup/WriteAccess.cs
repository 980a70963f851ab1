namespace Relay.Server;

/// <summary>Who may write, in the words of <c>relay setup</c>.</summary>
enum WriteAccess
{
    /// <summary>Everybody, at a bounded rate.</summary>
    Everyone,

    /// <summary>The operator and the people in a file of keys. Everybody reads.</summary>
    Members,

    /// <summary>The same people write, and only they read.</summary>
    Private,

    /// <summary>Everybody who proves their key (NIP-42).</summary>
    Proven,

    /// <summary>The operator's web of trust.</summary>
    Trusted,
}

static class WriteAccessExtensions
{
    /// <summary>Whether a file of keys says who may write.</summary>
    public static bool HasMembers(this WriteAccess access) => access is WriteAccess.Members or WriteAccess.Private;
}
