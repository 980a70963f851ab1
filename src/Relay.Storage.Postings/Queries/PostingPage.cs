namespace Relay.Storage.Postings;

/// <summary>
/// Some neighbouring postings of a list that an engine has in memory, so that moving to the next one needs no search. A value of 16 bytes,
/// since arrays have hundreds of them. It owns nothing and is valid as long as its view. Only the engine can read its parts.
/// </summary>
/// <param name="Handle">How the engine finds the page: an address, or the number of an object that the view keeps.</param>
/// <param name="Count">The number of its postings.</param>
/// <param name="Stamp">Tells pages of different views apart, if the engine needs that.</param>
public readonly record struct PostingPage(nint Handle, int Count, int Stamp);
