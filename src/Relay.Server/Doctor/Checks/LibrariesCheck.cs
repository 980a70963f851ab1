using Relay.Nostr;

namespace Relay.Server;

/// <summary>Looks for the libraries of the store, whether they fit its files, and for the library that verifies signatures.</summary>
sealed class LibrariesCheck : IDoctorCheck
{
    public string Name => "libraries";

    public string Purpose =>
        "whether the library of the store is installed and reads its files, "
        + "and whether signatures are verified by libsecp256k1 or by slower code";

    public TimeSpan Deadline => StoreCheckup.LongestOpening;

    public async Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel) =>
        [.. await relay.Store.Type.ExamineLibrariesAsync(relay, cancel), Signatures()];

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
