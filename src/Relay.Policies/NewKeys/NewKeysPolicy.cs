using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Lets only a bounded number of unknown keys begin to publish: an emergency brake against floods from throwaway keys. A key with a stored
/// event is known and always passes.
/// </summary>
public sealed class NewKeysPolicy : INonBlockingHook, IRejectEventHook, IEventSavedHook, IEphemeralEventHook
{
    readonly KindSet _exempt;
    readonly KnownKeys _known;
    readonly NewKeyPlaces _places;

    /// <summary>Creates the policy. It looks for keys through the engine, which need not exist before the first event is judged.</summary>
    public NewKeysPolicy(NewKeysOptions options, Func<RelayEngine> engine, TimeProvider time)
    {
        _exempt = options.ExemptKinds;
        _known = new KnownKeys(options, engine);
        _places = new NewKeyPlaces(options, time);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        client.IsLoopback || _exempt.Contains(e.Kind) || _known.Contains(e.PublicKey)
            ? new(Verdict.Accept)
            : JudgeAsync(client, e.PublicKey, cancel);

    /// <inheritdoc/>
    public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (!_exempt.Contains(e.Kind))
        {
            _places.Keep(e.PublicKey);
            _known.Add(e.PublicKey);
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask OnEphemeralEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (!_exempt.Contains(e.Kind))
            _places.Keep(e.PublicKey);
        return default;
    }

    async ValueTask<Verdict> JudgeAsync(ClientContext client, Bytes32 key, CancellationToken cancel)
    {
        // The sources that answer queries may block their thread.
        Turn.EndHere();
        return await _known.FindAsync(key, cancel) ? Verdict.Accept : _places.Admit(client, key);
    }
}
