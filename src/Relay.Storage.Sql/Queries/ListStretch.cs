namespace Relay.Storage.Sql;

/// <summary>The merged beginning of some lists.</summary>
/// <param name="Postings">All their rows up to <paramref name="End"/>, in order, each event once.</param>
/// <param name="End">The last place up to which they are complete.</param>
/// <param name="IsAll">Whether nothing follows within the range.</param>
/// <param name="Scanned">Rows that were read for it.</param>
readonly record struct ListStretch(List<Posting> Postings, ListPlace End, bool IsAll, long Scanned);
