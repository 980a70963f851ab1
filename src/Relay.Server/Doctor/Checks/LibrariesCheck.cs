using Relay.Nostr;
using Relay.Storage.Files;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>Looks for LMDB, for the format of the store, and for the library that verifies signatures.</summary>
sealed class LibrariesCheck : IDoctorCheck
{
    public string Name => "libraries";

    public string Purpose =>
        "whether LMDB is installed and reads the store's format, and whether signatures are verified by libsecp256k1 or by slower code";

    public TimeSpan Deadline => StoreCheckup.LongestOpening;

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel) =>
        [await LmdbAsync(relay, cancel), Signatures()];

    /// <summary>A process has one format of LMDB, so the store says first which one is to be loaded.</summary>
    static async Task<Finding> LmdbAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        string? found = null;
        try
        {
            found = (await relay.ContentsAsync().WaitAsync(cancel))?.Lmdb;
        }
        catch (StoreException)
        {
            // Another check tells what is wrong with the store.
        }
        var wanted = relay.Store.Lmdb ?? (OperatingSystem.IsLinux() ? "0.9" : "1.0");
        if (found is not null && found != wanted)
        {
            return Finding.Problem(
                $"the store has the format of LMDB {found}, and Relay:Store:Lmdb asks for {wanted}: the relay does not start",
                $"Set Relay:Store:Lmdb to {found}, or convert the store with relay export and relay import.");
        }
        try
        {
            return Finding.Ok($"LMDB {LmdbEventStore.LibraryVersion}");
        }
        catch (StoreException exception)
        {
            return Finding.Problem(exception.Message, "apt-get install liblmdb0, on Debian and Ubuntu; elsewhere the package of LMDB 0.9.");
        }
    }

    static Finding Signatures()
    {
        try
        {
            return Schnorr.IsManaged
                ? Finding.Warning(
                    $"signatures are verified by {Schnorr.Library}, which takes three to six times as long",
                    "Unset RELAY_SIGNATURE_LIBRARY, or install libsecp256k1: apt-get install libsecp256k1-1.")
                : Finding.Ok($"signatures are verified by {Schnorr.Library}");
        }
        catch (Exception exception) when (Failure.Describe(exception) is { } lines)
        {
            return Finding.Problem(string.Join(' ', lines), "Unset the environment variable RELAY_SIGNATURE_LIBRARY.");
        }
    }
}
