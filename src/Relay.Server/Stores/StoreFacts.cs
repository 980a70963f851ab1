namespace Relay.Server;

/// <summary>What a store contains, for an operator.</summary>
/// <param name="Type">The type of the store.</param>
/// <param name="Path">Its folder; null if it keeps nothing on the disk.</param>
/// <param name="Events">Stored events.</param>
/// <param name="More">What only this type of store has.</param>
sealed record StoreFacts(string Type, string? Path, long Events, IReadOnlyList<StoreFact> More)
{
    /// <summary>The database and its server; null if it is in none.</summary>
    public string? Database { get; init; }
}

/// <summary>One thing about a store: a number or a word.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="Title">Its name for people; null if only JSON has it.</param>
/// <param name="Number">The number.</param>
/// <param name="Word">The word, if it is no number.</param>
sealed record StoreFact(string Key, string? Title, long Number, string? Word = null)
{
    public static StoreFact InWords(string key, string title, string word) => new(key, title, Number: 0, word);
}

/// <summary>The result of a check.</summary>
/// <param name="Files">The result of looking through the files; null if that is no part of the check.</param>
/// <param name="Entries">Entries compared.</param>
/// <param name="Differences">One line for each kind of difference; none if all agrees.</param>
sealed record StoreFindings(string? Files, long Entries, IReadOnlyList<string> Differences);
