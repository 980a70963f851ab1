using Relay.Nostr;

namespace Relay.Server;

/// <summary>The notes of a corpus so far and which thread each is in. Recent notes are referred to most.</summary>
sealed class CorpusThreads
{
    /// <summary>People answer what they see: nothing refers to notes older than the latest so many.</summary>
    const int Reach = 5_000;

    readonly List<Note> _notes = [];

    public bool IsEmpty => _notes.Count == 0;

    public void Add(Note note) => _notes.Add(note);

    public Note Pick(CorpusRandom random) => _notes[^(1 + random.NextSkewed(Math.Min(Reach, _notes.Count)))];

    /// <summary>A note and the note that its thread begins with, itself if it is the first.</summary>
    public sealed record Note(NostrEvent Event, string Id, int Author, string RootId, int RootAuthor);
}
