using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Accepts only the events of listed authors, or refuses those of listed ones. Its owner disposes of it.</summary>
public sealed class AuthorsPolicy : INonBlockingHook, IRejectEventHook, IOverwriteRelayInformationHook, IFollowsFiles, IDisposable
{
    const string Section = "Relay:Policies:Authors";

    readonly AuthorsOptions _options;
    readonly KeyList _allowed;
    readonly KeyList _denied;

    /// <summary>Reads the lists. Throws an <see cref="OptionsException"/> that says what is wrong with them.</summary>
    public AuthorsPolicy(AuthorsOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _allowed = new KeyList($"{Section}:{nameof(options.Allowed)}", options.Allowed, options.AllowedFiles, time, logger);
        _denied = new KeyList($"{Section}:{nameof(options.Denied)}", options.Denied, options.DeniedFiles, time, logger);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => new(Judge(e));

    /// <inheritdoc/>
    public ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel) =>
        // A list of authors restricts writes, because people can know it beforehand. Rules that only keep spam out do not (NIP-11).
        new(!_options.IsRestricted
            ? information
            : information with { Limitation = information.Limitation with { RestrictedWrites = true } });

    /// <inheritdoc/>
    public void Dispose()
    {
        _allowed.Dispose();
        _denied.Dispose();
    }

    void IFollowsFiles.ReadFilesAgain()
    {
        _allowed.ReadAgain();
        _denied.ReadAgain();
    }

    /// <summary>Whether the author is on the list of denied ones, which other policies cannot overrule.</summary>
    internal bool Denies(NostrEvent e) => e.Kind != Kind.Vanish && _denied.Contains(e.PublicKey);

    internal Verdict Judge(NostrEvent e)
    {
        var kind = e.Kind;
        if (Denies(e))
            return Verdict.Blocked("the author may not publish here");
        if (!_options.IsRestricted || _options.ExemptKinds.Contains(kind) || _allowed.Contains(e.PublicKey))
            return Verdict.Accept;
        return _options.AllowTagging && _options.TaggingKinds.Contains(kind) && NamesAllowed(e.Tags)
            ? Verdict.Accept
            : Verdict.Restricted("the author is not on the list of authors who may publish here");
    }

    bool NamesAllowed(TagsView tags)
    {
        foreach (var tag in tags)
        {
            if (tag.TryReadRecipient(out var key) && _allowed.Contains(key) && !_denied.Contains(key))
                return true;
        }
        return false;
    }
}
