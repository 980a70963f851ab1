namespace Relay.Nostr.Tests;

/// <summary>Both libraries for signatures, for tests that run on each.</summary>
static class SignatureLibraries
{
    /// <summary>libsecp256k1: the bundled one, or the one that the environment variable names.</summary>
    public static SignatureLibrary Native { get; } =
        SignatureLibrary.Choose(SignatureLibraryChoice.FromEnvironment() is SignatureLibraryChoice.System
            ? SignatureLibraryChoice.System
            : SignatureLibraryChoice.Bundled);

    public static SignatureLibrary Managed { get; } = SignatureLibrary.Choose(SignatureLibraryChoice.Managed);
}
