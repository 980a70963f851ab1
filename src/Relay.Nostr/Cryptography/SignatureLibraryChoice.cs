namespace Relay.Nostr;

/// <summary>
/// The environment variable that names the library for signatures. It is for diagnosis: without it the bundled library is tried first,
/// then the system's, and then managed code is used.
/// </summary>
static class SignatureLibraryChoice
{
    /// <summary>The variable's name.</summary>
    public const string Variable = "RELAY_SIGNATURE_LIBRARY";

    /// <summary>The libsecp256k1 that is published with the program.</summary>
    public const string Bundled = "bundled";

    /// <summary>The libsecp256k1 that is installed on the machine.</summary>
    public const string System = "system";

    /// <summary>The managed code of NBitcoin.Secp256k1.</summary>
    public const string Managed = "managed";

    /// <summary>The variable's value; null if it is not set or empty.</summary>
    public static string? FromEnvironment() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null;

    /// <summary>Throws <see cref="DllNotFoundException"/> if there is no library of this name.</summary>
    public static void Check(string? wanted)
    {
        if (wanted is not (null or Bundled or System or Managed))
            throw new DllNotFoundException($"{Variable} is \"{wanted}\", which is not {Bundled}, {System} or {Managed}.");
    }
}
