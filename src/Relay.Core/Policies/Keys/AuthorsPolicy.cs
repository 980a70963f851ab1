using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Accepts the events of some authors, or of all but some. Its owner disposes of it.</summary>
public sealed class AuthorsPolicy : INonBlockingHook, IRejectEventHook, IDisposable
{
    const string Section = "Relay:Policies:Authors";

    readonly AuthorsOptions _options;
    readonly KeyList _allowed;
    readonly KeyList _denied;

    /// <summary>Reads the lists; an <see cref="OptionsException"/> tells what is wrong with them.</summary>
    public AuthorsPolicy(AuthorsOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _allowed = new KeyList($"{Section}:{nameof(options.Allowed)}", options.Allowed, options.AllowedFiles, time, logger);
        _denied = new KeyList($"{Section}:{nameof(options.Denied)}", options.Denied, options.DeniedFiles, time, logger);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => new(Judge(e));

    /// <inheritdoc/>
    public void Dispose()
    {
        _allowed.Dispose();
        _denied.Dispose();
    }

    Verdict Judge(NostrEvent e)
    {
        var kind = e.Kind;
        if (kind != Kind.Vanish && _denied.Contains(e.PublicKey))
            return Verdict.Blocked("the author may not publish here");
        if (!_options.IsRestricted || _options.ExemptKinds.Contains(kind) || _allowed.Contains(e.PublicKey))
            return Verdict.Accept;
        return _options.AllowTagging && NamesAllowed(e.Tags)
            ? Verdict.Accept
            : Verdict.Restricted("only some authors may publish here, and this is none of them");
    }

    bool NamesAllowed(TagsView tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Letter == 'p' && tag.Value.IsHex && new Bytes32(tag.Value.Bytes) is var key && _allowed.Contains(key)
                && !_denied.Contains(key))
            {
                return true;
            }
        }
        return false;
    }
}
