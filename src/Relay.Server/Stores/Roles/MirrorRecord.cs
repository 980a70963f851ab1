using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Notes which stores are behind in a file in the folder of each of them: one that is lost takes no knowledge with it, and each of them can
/// go on alone. A note counts once it is in the folders of all stores that are in step.
/// </summary>
sealed class MirrorRecord : IMirrorRecord
{
    readonly IReadOnlyList<MirrorPlace> _places;
    readonly string[] _ids;
    readonly string _group;
    readonly IReadOnlyList<MirrorNote.Member> _others;
    long _generation;
    bool[] _isBehind;

    MirrorRecord(
        IReadOnlyList<MirrorPlace> places, string[] ids, string group, long generation, IReadOnlyList<MirrorNote.Member> others,
        bool[] isBehind)
    {
        (_places, _ids, _group, _generation, _isBehind) = (places, ids, group, generation, isBehind);
        // They miss what comes now.
        _others = [.. others.Select(static other => other with { IsBehind = true })];
    }

    /// <summary>Which stores are behind, in the order in which they were given. One is not.</summary>
    public IReadOnlyList<bool> IsBehind => _isBehind;

    /// <summary>
    /// Finds out which stores are in step. Throws <see cref="StoreException"/> if none is, or if one has events and is not known: it might
    /// be anything, and a repair would remove them.
    /// </summary>
    public static MirrorRecord Open(IReadOnlyList<MirrorPlace> places)
    {
        var notes = places.Select(static place => place.Folder is { } folder ? MirrorNote.Read(folder) : null).ToArray();
        var newest = Newest(places, notes);
        var isFresh = newest is null;
        var isEmpty = places.All(static place => place.IsEmpty);
        var ids = new string[places.Count];
        var isBehind = new bool[places.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var isOfGroup = notes[i] is { } note && note.Group == newest?.Group;
            ids[i] = isOfGroup ? notes[i]!.Me : places[i].Folder is null ? MirrorNote.IdOf(places[i].Name) : MirrorNote.NewId();
            var known = newest?.Members.FirstOrDefault(member => member.Id == ids[i]);
            if (known is null && !isOfGroup && !places[i].IsEmpty && !(isFresh && i == 0))
                throw Unknown(places[i]);
            // One that has lost its events, or has another database, has none or is new.
            isBehind[i] = isFresh
                ? i > 0 && !places[0].IsEmpty
                : known is null or { IsBehind: true } || !places[i].KeepsEvents || places[i].IsEmpty && !isEmpty;
        }
        if (ids.Distinct().Count() < ids.Length)
            throw new StoreException("Two of the mirrors are copies of one folder: empty one of them, and it is filled again.");
        if (Array.TrueForAll(isBehind, static behind => behind))
            throw NoneInStep(newest!);
        if (newest is { IsRunning: true })
            KeepFirst(isBehind);
        var others = newest?.Members.Where(member => !ids.Contains(member.Id)).ToList() ?? [];
        return new(places, ids, newest?.Group ?? MirrorNote.NewId(), newest?.Generation ?? 0, others, isBehind);
    }

    /// <summary>
    /// Notes that a store is used without mirrors, if it had some. Throws <see cref="StoreException"/> if it lacks events that they have.
    /// </summary>
    public static void UseAlone(string folder)
    {
        if (MirrorNote.Read(folder) is not { } note)
            return;
        if (note.Members.FirstOrDefault(member => member.Id == note.Me) is { IsBehind: true } me)
            throw NoneInStep(note);
        note = note with
        {
            Generation = note.Generation + 1,
            IsRunning = false,
            Members = [.. note.Members.Select(member => member with { IsBehind = member.Id != note.Me })],
        };
        note.Write(folder);
    }

    public async ValueTask WriteAsync(IReadOnlyList<bool> isBehind)
    {
        _isBehind = [.. isBehind];
        await Task.Run(() => Write(isRunning: true));
    }

    public async ValueTask EndAsync() => await Task.Run(() => Write(isRunning: false));

    static MirrorNote? Newest(IReadOnlyList<MirrorPlace> places, MirrorNote?[] notes)
    {
        // A store that never had mirrors is not judged by those of another.
        if (notes[0] is null && places[0] is { Folder: not null, IsEmpty: false })
            return null;
        // The group is that of the first that has one; a store of another is refused unless it is empty.
        var group = notes.FirstOrDefault(static note => note is not null)?.Group;
        return notes.Where(note => note?.Group == group).MaxBy(static note => note?.Generation ?? -1);
    }

    static void KeepFirst(bool[] isBehind)
    {
        var first = Array.IndexOf(isBehind, false);
        for (var i = 0; i < isBehind.Length; i++)
            isBehind[i] = i != first;
    }

    void Write(bool isRunning)
    {
        _generation++;
        MirrorNote.Member[] members =
            [.. _places.Select((place, i) => new MirrorNote.Member(_ids[i], _isBehind[i], place.Place)), .. _others];
        var isNoted = false;
        for (var i = 0; i < _ids.Length; i++)
        {
            if (_places[i].Folder is not { } folder)
                continue;
            try
            {
                new MirrorNote(_group, _generation, isRunning, _ids[i], members).Write(folder);
                isNoted = true;
            }
            catch (Exception exception) when (_isBehind[i] && exception is IOException or UnauthorizedAccessException)
            {
                // Its own disk may be why it is behind. Those in step say so.
            }
        }
        if (!isNoted && _places.Any(static place => place.Folder is not null))
            throw new IOException("no folder takes the note which stores are in step");
    }

    static StoreException Unknown(MirrorPlace place) => new(
        $"The store {place.Name} in {place.Place} has events, and is not known as a mirror of the others: a mirror begins empty. Empty its "
        + "folder, or remove it from Relay:Stores.");

    static StoreException NoneInStep(MirrorNote note) => new(
        "This store is behind, and lacks events that a mirror has, which the settings do not name: "
        + $"{string.Join(", ", note.Members.Where(static member => !member.IsBehind).Select(static member => member.Place))}.");
}
