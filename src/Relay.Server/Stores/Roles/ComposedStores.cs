using Relay.Core;

namespace Relay.Server;

/// <summary>The store of Relay:Store with its mirrors and archives, as one.</summary>
sealed class ComposedStores
{
    static readonly EventQuery OneEvent = new() { Filters = [new() { Limit = 1 }], Visibility = Visibility.Everything };

    ComposedStores(IEventStore store, MirrorStore? mirror, ArchiveStore? archive) => (Store, Mirror, Archive) = (store, mirror, archive);

    /// <summary>All of it.</summary>
    public IEventStore Store { get; }

    /// <summary>What keeps the mirrors in step; null if there are none.</summary>
    public MirrorStore? Mirror { get; }

    /// <summary>What moves events to archives; null if there are none.</summary>
    public ArchiveStore? Archive { get; }

    /// <summary>Makes it of opened stores, that of Relay:Store first.</summary>
    public static async ValueTask<ComposedStores> OpenAsync(
        StoreSettings settings, IReadOnlyList<RoutedStores.NamedStore> opened, StoreServices services)
    {
        var mirror = await OpenMirrorAsync(settings, opened, services);
        var first = (IEventStore?)mirror ?? opened[0].Opened.Store;
        var archives = opened.Skip(1).Where(static named => named.Role == StoreRole.Archive)
            .Select(static named => new ArchivedStore(
                named.Options!.RouteTo(named.Opened.Store, named.Name), TimeSpan.FromDays(named.Options.OlderThanDays!.Value)))
            .ToList();
        if (archives.Count == 0)
            return new(first, mirror, archive: null);
        var archive = await ArchiveStore.OpenAsync(
            first, opened[0].Name, archives, services.Time, services.Loggers.CreateLogger<ArchiveStore>());
        return new(archive, mirror, archive);
    }

    /// <summary>Begins the work in the background, for a relay that runs.</summary>
    public void Begin()
    {
        Mirror?.BeginRepairs();
        Archive?.BeginMoves();
    }

    /// <summary>Ends that, and notes which mirrors are in step.</summary>
    public async ValueTask EndAsync()
    {
        if (Archive is not null)
            await Archive.EndAsync();
        if (Mirror is not null)
            await Mirror.EndAsync();
    }

    /// <summary>Whether a store has no events.</summary>
    public static async ValueTask<bool> IsEmptyAsync(IEventStore store, CancellationToken cancel)
    {
        var found = new FirstEvent();
        await store.QueryEventsAsync(OneEvent, found, cancel);
        return !found.IsComplete;
    }

    static async ValueTask<MirrorStore?> OpenMirrorAsync(
        StoreSettings settings, IReadOnlyList<RoutedStores.NamedStore> opened, StoreServices services)
    {
        var mirrored = opened.Where(static named => named.Options is null || named.Role == StoreRole.Mirror).ToList();
        if (mirrored.Count == 1)
        {
            if (NoteFolderOf(settings) is { } folder)
                MirrorRecord.UseAlone(folder);
            return null;
        }
        var places = new List<MirrorPlace>();
        foreach (var (name, store, _, own) in mirrored)
        {
            places.Add(new(
                name, own.Place, NoteFolderOf(own), own.Type.Medium != StoreMedium.Memory,
                await IsEmptyAsync(store.Store, CancellationToken.None)));
        }
        var record = MirrorRecord.Open(places);
        return await MirrorStore.OpenAsync(
            [.. mirrored.Select((named, i) => new MirroredStore(named.Name, (ISequencedStore)named.Opened.Store, record.IsBehind[i]))],
            record, services.Time, services.Loggers.CreateLogger<MirrorStore>());
    }

    static string? NoteFolderOf(StoreSettings settings) => settings.Type.Medium == StoreMedium.Memory ? null : settings.Folder;

    /// <summary>Wants one event.</summary>
    sealed class FirstEvent : IEventSink
    {
        public bool IsComplete { get; private set; }

        public bool TryWrite(Nostr.EventView e) => IsComplete = true;

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
