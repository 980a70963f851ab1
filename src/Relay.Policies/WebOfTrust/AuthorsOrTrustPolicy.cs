using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Accepts an event if the lists of authors or the web of trust accept it. A denied author is refused even if the web accepts him. Owns
/// both and disposes of them.
/// </summary>
public sealed class AuthorsOrTrustPolicy(AuthorsPolicy authors, WebOfTrustPolicy trust)
    : INonBlockingHook, IRejectEventHook, IEventSavedHook, IEventDeletedHook, IOverwriteRelayInformationHook, IFollowsFiles,
        IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        var verdict = authors.Judge(e);
        return verdict.IsRefused && !authors.Denies(e) ? trust.RejectEventAsync(client, e, cancel) : new(verdict);
    }

    /// <inheritdoc/>
    public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        trust.OnEventSavedAsync(client, e, cancel);

    /// <inheritdoc/>
    public ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel) => trust.OnEventDeletedAsync(e, cancel);

    /// <inheritdoc/>
    public ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel) =>
        authors.OverwriteRelayInformationAsync(client, information, cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        authors.Dispose();
        return trust.DisposeAsync();
    }

    void IFollowsFiles.ReadFilesAgain()
    {
        ((IFollowsFiles)authors).ReadFilesAgain();
        ((IFollowsFiles)trust).ReadFilesAgain();
    }
}
