using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Brings a store in step with another while both get what is new. First each gets the requests that only the other has, then the
/// store loses what the source does not have, then it gets what it lacks, and the requests to vanish last: they are stored only where
/// something of their key is. What is new may arrive in one store before the other, so nothing counts as missing before the changes under
/// way are decided. Nothing is remembered between two repairs: what is already there is only looked up.
/// </summary>
sealed class MirrorRepair(
    MirrorStore mirror, MirrorMembers members, MirrorWrites writes, MirrorMember source, MirrorMember member, RepairPace pace,
    ILogger logger)
{
    /// <summary>Requests that are copied together, so that they share commits.</summary>
    const int RequestsAtOnce = 64;

    const int QuestionsAtOnce = 16;

    long _removed, _keptOut;
    bool _isUnequal;

    /// <summary>Whether the store is in step. If not, something was missed meanwhile: repair again.</summary>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        member.BeginRepair();
        var isJoining = new TaskCompletionSource();
        writes.InOrder(() =>
        {
            members.BeginJoining(member);
            isJoining.SetResult();
        });
        await isJoining.Task;
        // What was given to the source alone is in its log after this.
        await writes.DrainAsync();
        await EachRequestAsync(member, [Kind.Deletion, Kind.Vanish], requests => AdoptAsync(requests, cancel));
        await EachRequestAsync(source, [Kind.Deletion], requests => CopyRequestsAsync(requests, cancel));
        await EventBlock.ReadAsync(member.Log, cancel, events => RemoveExtraAsync(events, cancel));
        await EventBlock.ReadAsync(source.Log, cancel, events => CopyAsync(events, cancel));
        await EachRequestAsync(source, [Kind.Vanish], requests => CopyRequestsAsync(requests, cancel));
        await writes.DrainAsync();
        if (_isUnequal || !await members.JoinAsync(member, source))
            return false;
        MirrorMessages.InStep(logger, member.Name, member.Copied, _removed, _keptOut);
        return true;
    }

    /// <summary>
    /// Gives requests that only the repaired store has to all: they were accepted, though never answered, and what the store keeps out by
    /// them would stay out only there.
    /// </summary>
    async Task AdoptAsync(List<NostrEvent> requests, CancellationToken cancel)
    {
        foreach (var request in await WithoutAsync(requests, source))
        {
            var spared = await SparedAsync(request, member.Store);
            var result = await mirror.DeleteEventAsync(new DeletionRequest(request, IdsOf(spared)), cancel);
            if (result.Status == StoreStatus.Failed)
                throw new IOException($"a request was not stored: {result.Message}");
            await pace.RestAsync(cancel);
        }
    }

    async Task CopyRequestsAsync(List<NostrEvent> requests, CancellationToken cancel)
    {
        foreach (var some in (await WithoutAsync(requests, member)).Chunk(RequestsAtOnce))
            Array.ForEach(await Task.WhenAll(some.Select(request => CopyAsync(request, cancel))), Note);
        await pace.RestAsync(cancel);
    }

    async Task<StoreResult> CopyAsync(NostrEvent request, CancellationToken cancel)
    {
        // A hook may have protected events from the request: they are there, so they stay.
        var spared = request.Kind == Kind.Deletion ? await SparedAsync(request, source.Store) : [];
        if (spared.Count > 0)
            await member.Store.BackfillAsync(spared, cancel);
        return await member.Store.DeleteEventAsync(new DeletionRequest(request, IdsOf(spared)), cancel);
    }

    /// <summary>What a request names and a store has all the same.</summary>
    static async Task<List<NostrEvent>> SparedAsync(NostrEvent request, ISequencedStore store)
    {
        var ids = new List<Bytes32>();
        var spared = new List<NostrEvent>();
        foreach (var address in AddressesOf(request, ids))
        {
            if (address.Author == request.PublicKey)
                spared.AddRange((await StoredVersions.OfAsync(store, address)).Where(e => e.CreatedAt <= request.CreatedAt));
        }
        if (ids.Count > 0)
            spared.AddRange(await StoredVersions.OfAsync(store, ids, e => MayDelete(request, e)));
        return spared;
    }

    /// <summary>Whether the request would delete the event, if no hook protected it.</summary>
    static bool MayDelete(NostrEvent request, EventView e)
    {
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return false;
        if (e.PublicKey == request.PublicKey || e.Kind != Kind.GiftWrap)
            return e.PublicKey == request.PublicKey;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && recipient == request.PublicKey)
                return true;
        }
        return false;
    }

    static List<EventAddress> AddressesOf(NostrEvent request, List<Bytes32> ids)
    {
        var addresses = new List<EventAddress>();
        foreach (var tag in request.Tags)
        {
            var value = tag.Value;
            if (tag.Letter == 'e' && value.IsHex)
                ids.Add(new Bytes32(value.Bytes));
            else if (tag.Letter == 'a' && EventAddress.TryParse(value, out var address))
                addresses.Add(address);
        }
        return addresses;
    }

    static HashSet<Bytes32> IdsOf(List<NostrEvent> events) => [.. events.Select(static e => e.Id)];

    async Task RemoveExtraAsync(List<NostrEvent> events, CancellationToken cancel)
    {
        var extra = await WithoutAsync(events.FindAll(static e => !IsRequest(e)), source);
        if (extra.Count > 0)
        {
            await writes.DrainAsync();
            extra = await WithoutAsync(extra, source);
            _removed += await member.Store.RemoveEventsAsync([.. extra.Select(static e => e.Id)], cancel);
        }
        await pace.RestAsync(cancel);
    }

    async Task CopyAsync(List<NostrEvent> events, CancellationToken cancel)
    {
        var missing = await WithoutAsync(events.FindAll(static e => !IsRequest(e)), member);
        if (missing.Count > 0)
        {
            var results = await member.Store.BackfillAsync(missing, cancel);
            // Something may have been removed from both before it was copied.
            await writes.DrainAsync();
            for (var i = 0; i < results.Length; i++)
                await NoteAsync(missing[i], results[i]);
            var gone = await WithoutAsync(missing, source);
            if (gone.Count > 0)
                await member.Store.RemoveEventsAsync([.. gone.Select(static e => e.Id)], cancel);
        }
        await pace.RestAsync(cancel);
    }

    async Task NoteAsync(NostrEvent e, StoreResult result)
    {
        if (result.Status is StoreStatus.Superseded or StoreStatus.Expired)
            _isUnequal |= await source.HasAsync(e.Id) && !await member.HasAsync(e.Id);
        else
            Note(result);
    }

    void Note(StoreResult result)
    {
        if (result.Status == StoreStatus.Failed)
            throw new IOException($"an event was not stored: {result.Message}");
        if (result.Status == StoreStatus.Stored)
            member.NoteCopied(1);
        else if (result.Status is StoreStatus.Deleted or StoreStatus.Vanished)
            _keptOut++;
    }

    /// <summary>Looks some events up at a time: a server answers many questions nearly as fast as one.</summary>
    static async Task<List<NostrEvent>> WithoutAsync(List<NostrEvent> events, MirrorMember store)
    {
        var missing = new List<NostrEvent>();
        foreach (var some in events.Chunk(QuestionsAtOnce))
        {
            var isThere = await Task.WhenAll(some.Select(e => store.HasAsync(e.Id).AsTask()));
            missing.AddRange(some.Where((_, i) => !isThere[i]));
        }
        return missing;
    }

    static async Task EachRequestAsync(MirrorMember store, FilterSet<ushort> kinds, Func<List<NostrEvent>, Task> use)
    {
        var query = new EventQuery { Filters = [new Filter { Kinds = kinds }], Visibility = Visibility.Everything };
        var sink = new EachBlock(use);
        await store.Store.QueryEventsAsync(query, sink, CancellationToken.None);
        await sink.WaitForRoomAsync(CancellationToken.None);
    }

    static bool IsRequest(NostrEvent e) => e.Kind is Kind.Deletion or Kind.Vanish;

    /// <summary>Lets a function use some events before there is room for more.</summary>
    sealed class EachBlock(Func<List<NostrEvent>, Task> use) : IEventSink
    {
        readonly EventBlock _block = new();

        public bool TryWrite(EventView e) => _block.TryWrite(e);

        public async ValueTask WaitForRoomAsync(CancellationToken cancel)
        {
            await use(_block.Events);
            _block.Clear();
        }
    }
}
