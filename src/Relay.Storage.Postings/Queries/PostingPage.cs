namespace Relay.Storage.Postings;

/// <summary>
/// Some neighbouring postings of a list that an engine has at hand, so that a step to the next costs no search. A value of 16 bytes, kept
/// by hundreds in arrays; it owns nothing and is good as long as its view. What it says only its engine understands.
/// </summary>
/// <param name="Handle">What the engine knows it by: an address, or the number of something that the view keeps.</param>
/// <param name="Count">How many postings it has.</param>
/// <param name="Stamp">What tells the pages of one view from those of another, if the engine looks at that.</param>
public readonly record struct PostingPage(nint Handle, int Count, int Stamp);
