using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Versions of replaceable and addressable events. The newest one wins; with equal times, the one with the lowest id (NIP-01).
/// </summary>
static class Versions
{
    /// <summary>The identifier of an address: the first <c>d</c> value of an addressable event, otherwise empty.</summary>
    public static TextView Identifier(EventView e)
    {
        TextView d = default;
        if (Kind.ClassOf(e.Kind) == KindClass.Addressable)
            e.Tags.TryGetFirst("d"u8, out d);
        return d;
    }

    /// <summary>The term under which all versions of the event's address are found.</summary>
    public static Term AddressTerm(EventView e) => AddressTerm(e.PublicKey, e.Kind, Identifier(e));

    public static Term AddressTerm(in Bytes32 author, ushort kind, TextView d) =>
        Kind.ClassOf(kind) == KindClass.Addressable ? Term.Address(author, kind, d) : Term.AuthorKind(author, kind);

    /// <summary>A hash of the address that no other address has; terms may be shared by chance.</summary>
    public static Bytes32 AddressHash(in Bytes32 author, ushort kind, TextView identifier)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        Term.AddressHash(author, kind, identifier, hash);
        return new Bytes32(hash);
    }

    /// <summary>
    /// Removes the versions that this event replaces; <paramref name="successor"/> is its number. Returns false, and removes nothing, if a
    /// stored version wins.
    /// </summary>
    public static bool TryReplace<TView>(scoped in TView view, WriteScope scope, EventView e, in Bytes32 address, long successor)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (scope.Batch.TryFindAddress(address, out var pending))
        {
            if (!Wins(e, scope.Batch.Events[pending].Event.View))
                return false;
            scope.Drop(pending);
            return true;
        }
        var author = e.PublicKey;
        var identifier = Identifier(e);
        Span<long> replaced = stackalloc long[4];
        var count = 0;
        var versions = VersionWalk.Open(view, AddressTerm(e), Posting.Max);
        while (versions.MoveNext(view, scope.Batch, author, e.Kind, identifier, Removal.Present, out var sequence, out var record))
        {
            // An expired version no longer counts, even if it is not removed yet.
            var other = new EventView(record);
            if (!other.IsExpiredAt(scope.Now) && !Wins(e, other))
                return false;
            // Usually there is one version. The room for more is for what an interrupted import by another program left.
            if (count < replaced.Length)
                replaced[count++] = sequence;
        }
        foreach (var sequence in replaced[..count])
            scope.Remove(new Removal(sequence, successor));
        return true;
    }

    /// <summary>Removes all versions up to this second. Also replaced ones, which queries that began earlier would still find.</summary>
    public static void RemoveUpTo<TView>(
        scoped in TView view, WriteScope scope, in Bytes32 author, ushort kind, TextView identifier, long upTo)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (scope.Batch.TryFindAddress(AddressHash(author, kind, identifier), out var pending)
            && scope.Batch.Events[pending].Event.CreatedAt <= upTo)
            scope.Drop(pending);
        var versions = VersionWalk.Open(view, AddressTerm(author, kind, identifier), Posting.LastOf(upTo));
        while (versions.MoveNext(view, scope.Batch, author, kind, identifier, Removal.WithReplaced, out var sequence, out _))
            scope.Remove(sequence);
    }

    public static bool IsVersionOf(EventView e, in Bytes32 author, ushort kind, TextView identifier) =>
        e.Kind == kind && e.PublicKey == author && Identifier(e).Equals(identifier);

    static bool Wins(EventView e, EventView other) =>
        e.CreatedAt != other.CreatedAt ? e.CreatedAt > other.CreatedAt : e.Id.CompareTo(other.Id) < 0;
}
