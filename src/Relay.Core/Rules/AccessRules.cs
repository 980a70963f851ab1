using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Who may write and read, as far as authentication and private kinds decide it (NIP-42, NIP-17, NIP-70). <see cref="Visibility"/> decides
/// which events a query finds. These rules refuse queries that cannot find anything for the client, with the reason. Immutable.
/// </summary>
sealed class AccessRules
{
    static readonly KindSet GiftWraps = KindSet.Of(Kind.GiftWrap, Kind.EphemeralGiftWrap);

    readonly AuthenticationOptions _options;
    readonly bool _requiresAuthenticationToWrite;
    readonly bool _requiresAuthenticationToRead;
    readonly KindSet _hiddenKinds;

    /// <summary>Creates the rules of the options. A hook may need keys where the options do not.</summary>
    public AccessRules(AuthenticationOptions options, RelayNames names, bool doHooksNeedKeys)
    {
        _options = options;
        _requiresAuthenticationToWrite =
            _options.RequiredTo is AuthenticationRequirement.Write or AuthenticationRequirement.ReadWrite;
        _requiresAuthenticationToRead = _options.RequiredTo is AuthenticationRequirement.Read or AuthenticationRequirement.ReadWrite;
        Anonymous = new Visibility(_options.PrivateKinds, _options.AuthorOnlyKinds);
        CanAuthenticate = names.Any;
        _hiddenKinds = _options.PrivateKinds.Or(_options.AuthorOnlyKinds).Or(Visibility.AlwaysAuthorOnly);
        var needsKeys = _options.RequiredTo != AuthenticationRequirement.None || doHooksNeedKeys;
        ChallengesOnConnect =
            (_options.Challenge ?? (needsKeys ? AuthenticationChallenge.OnConnect : AuthenticationChallenge.OnDemand))
            == AuthenticationChallenge.OnConnect;
    }

    /// <summary>Whether clients are asked for their keys. Without a public address that a proof can name, they cannot prove one.</summary>
    public bool CanAuthenticate { get; }

    /// <summary>Whether clients are asked for their keys when they connect, rather than when a key is needed.</summary>
    public bool ChallengesOnConnect { get; }

    /// <summary>What a client that has proved no key can see.</summary>
    public Visibility Anonymous { get; }

    /// <summary>Whether the client may publish the event.</summary>
    public Verdict CheckWrite(ClientContext client, EventView e)
    {
        if (client.IsRelay)
            return Verdict.Accept;
        if (_requiresAuthenticationToWrite && !client.IsAuthenticated && e.Kind != Kind.Vanish)
            return Verdict.AuthRequired("authenticate to publish here");
        if (!e.IsProtected || client.HasKey(e.PublicKey))
            return Verdict.Accept;
        if (!CanAuthenticate)
            return Verdict.Blocked("protected events are not accepted");
        return client.IsAuthenticated
            ? Verdict.Restricted("a protected event must be published by its author")
            : Verdict.AuthRequired("a protected event must be published by its author");
    }

    /// <summary>Whether the client may ask this at all. Results leave out events that it may not see.</summary>
    public Verdict CheckRead(ClientContext client, Filter filter)
    {
        if (client.IsRelay)
            return Verdict.Accept;
        if (!client.IsAuthenticated)
        {
            // This holds even if nobody can authenticate: a configuration without the relay's address must not open the relay.
            if (_requiresAuthenticationToRead && !filter.AsksOnlyFor(_options.OpenKinds))
                return Verdict.AuthRequired("authenticate to read here");
            return CanAuthenticate && Anonymous.HidesAllOf(filter)
                ? Verdict.AuthRequired("only their authors and recipients may read these kinds; authenticate first")
                : Verdict.Accept;
        }
        return Anonymous.HidesAllOf(filter) && !ConcernsAny(client.AuthenticatedKeys, filter)
            ? Verdict.Restricted("only their authors and recipients may read these events, and you have proved other keys")
            : Verdict.Accept;
    }

    /// <summary>Whether the filter names kinds that a client with a proved key may see more of.</summary>
    public bool AsksForHidden(Filter filter)
    {
        if (filter.Kinds is null)
            return false;
        foreach (var kind in filter.Kinds.Span)
        {
            if (_hiddenKinds.Contains(kind))
                return true;
        }
        return false;
    }

    /// <summary>Whether the client may read events of any kind: it has proved a key, or reading needs none.</summary>
    public bool MayReadAnything(ClientContext client) => !_requiresAuthenticationToRead || client.IsAuthenticated;

    /// <summary>
    /// Whether an event that the filter matches can be by one of the keys, or to one. If a filter names recipients, its events are taken to
    /// be to them alone.
    /// </summary>
    static bool ConcernsAny(IReadOnlyList<Bytes32> keys, Filter filter)
    {
        // A gift wrap's author is a key that is used once, so a filter that names recipients asks for their events.
        var canBeAuthor = filter.Authors is not null || !filter.AsksOnlyFor(GiftWraps);
        var canBeRecipient = true;
        foreach (var tag in filter.Tags)
        {
            if (tag.Letter == 'p')
                canBeRecipient &= ContainsAny(tag, keys);
        }
        if (canBeRecipient)
            return true;
        return canBeAuthor && (filter.Authors is null || ContainsAny(filter.Authors, keys));
    }

    static bool ContainsAny(TagFilter tag, IReadOnlyList<Bytes32> keys)
    {
        foreach (var key in keys)
        {
            if (tag.Contains(new TagValue(key).View))
                return true;
        }
        return false;
    }

    static bool ContainsAny(FilterSet<Bytes32> authors, IReadOnlyList<Bytes32> keys)
    {
        foreach (var key in keys)
        {
            if (authors.Contains(key))
                return true;
        }
        return false;
    }
}
