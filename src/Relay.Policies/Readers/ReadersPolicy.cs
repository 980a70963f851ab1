using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Lets a client read only if it has proved one of the listed keys, or a key that is not on the list of denied ones. Asked when a
/// subscription begins; the subscription goes on when a list changes later. Its owner disposes of it.
/// </summary>
public sealed class ReadersPolicy : INonBlockingHook, INeedsKeysHook, IRejectFilterHook, IRejectCountFilterHook, IFollowsFiles, IDisposable
{
    const string Section = "Relay:Policies:Readers";

    readonly ReadersOptions _options;
    readonly KeyList _allowed;
    readonly KeyList _denied;

    /// <summary>Reads the lists. Throws an <see cref="OptionsException"/> that says what is wrong with them.</summary>
    public ReadersPolicy(ReadersOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _allowed = new KeyList($"{Section}:{nameof(options.Allowed)}", options.Allowed, options.AllowedFiles, time, logger);
        _denied = new KeyList($"{Section}:{nameof(options.Denied)}", options.Denied, options.DeniedFiles, time, logger);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        new(Judge(client, filter));

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        new(Judge(client, filter));

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

    Verdict Judge(ClientContext client, Filter filter)
    {
        if (filter.AsksOnlyFor(_options.OpenKinds))
            return Verdict.Accept;
        var keys = client.AuthenticatedKeys;
        if (keys.Count == 0)
            return Verdict.AuthRequired("reading here needs a proved key");
        var isAllowed = !_options.IsRestricted;
        for (var i = 0; i < keys.Count; i++)
        {
            if (_denied.Contains(keys[i]))
                return Verdict.Restricted("the key may not read here");
            isAllowed |= _allowed.Contains(keys[i]);
        }
        return isAllowed ? Verdict.Accept : Verdict.Restricted("the key is not on the list of keys that may read here");
    }
}
