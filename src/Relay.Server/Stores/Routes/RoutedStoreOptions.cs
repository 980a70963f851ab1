using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>
/// A store beside that of Relay:Store, and which events it gets: those that meet all of its conditions. The first of Relay:Stores whose
/// conditions are met takes an event; Relay:Store gets the rest. Mirrors and archives stand beside Relay:Store and get events from it.
/// Requests to delete and to vanish go to all stores. What only one type knows is set in Relay:Store, in the section of its name, for all
/// stores of the type.
/// </summary>
sealed class RoutedStoreOptions : IValidatableObject
{
    /// <summary>The name of the store in messages. Default: its number.</summary>
    public string? Name { get; init; }

    /// <summary>The type of the store.</summary>
    [StoreTypeName]
    public string Type { get; init; } = "Lmdb";

    /// <summary>
    /// The folder of the store, which no other store has. Needed for Lmdb, RocksDb and Sqlite, and for a mirror in a database.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>As in Relay:Store, for the types Postgres and MySql. No other store has this database.</summary>
    [PasswordPropertyText(true)]
    public string? ConnectionString { get; init; }

    /// <summary>As in Relay:Store, for the types Postgres and MySql.</summary>
    public string? ConnectionStringFile { get; init; }

    /// <summary>As in Relay:Store, for the disk of this folder.</summary>
    [Range(0, 1_000_000)]
    public int? MinFreeDiskMiB { get; init; }

    /// <summary>
    /// Route: the store takes the events that meet its conditions. Mirror: it has the same events as Relay:Store, so that either can fail.
    /// Archive: events of Relay:Store that are older than <see cref="OlderThanDays"/> and meet its conditions are moved there.
    /// </summary>
    public StoreRole Role { get; init; } = StoreRole.Route;

    /// <summary>With Role=Archive, which needs it: how many days old an event is, by its created_at, when it is moved.</summary>
    [Range(1, 36_500)]
    public int? OlderThanDays { get; init; }

    /// <summary>Kinds and ranges, such as 7,9735,30000-39999. Default: all kinds.</summary>
    public KindSet? Kinds { get; init; }

    /// <summary>Authors (npub or hex). Default: all authors.</summary>
    [PublicKeyText]
    public string[] Authors { get; init; } = [];

    /// <summary>
    /// Tags such as h=group, of which the event must carry one with each letter that is named. Replaceable and addressable events do not
    /// take a route with tags. Default: all events.
    /// </summary>
    public string[] Tags { get; init; } = [];

    /// <summary>Whether there is no condition.</summary>
    public bool TakesAll => Kinds is null && Authors.Length == 0 && Tags.Length == 0;

    /// <summary>The route to an opened store.</summary>
    public StoreRoute RouteTo(IEventStore store, string name) => new(store)
    {
        Name = name,
        Kinds = Kinds,
        Authors = Authors.Length == 0 ? null : Authors.Select(static author => Nip19.ParsePublicKey(author)).ToHashSet(),
        Tags = [.. Tags.GroupBy(static tag => tag[0]).Select(static letter =>
            new TagFilter(letter.Key, [.. letter.Select(static tag => new TagValue(tag[2..]))]))],
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var problem in ConnectionStrings.Problems(Type, ConnectionString, ConnectionStringFile))
            yield return problem;
        if (string.IsNullOrEmpty(Path) && StoreTypes.Named(Type)?.Medium == StoreMedium.Folder)
            yield return new ValidationResult("is needed: each store has a folder of its own", [nameof(Path)]);
        foreach (var problem in Role switch
        {
            StoreRole.Mirror => ProblemsOfMirror(),
            StoreRole.Archive => ProblemsOfArchive(),
            _ => ProblemsOfRoute(),
        })
            yield return problem;
        if (Array.Find(Tags, static tag => tag.Length < 2 || !char.IsAsciiLetter(tag[0]) || tag[1] != '=') is { } wrong)
            yield return new ValidationResult($"has \"{wrong}\", which is not a letter and a value such as h=group", [nameof(Tags)]);
    }

    IEnumerable<ValidationResult> ProblemsOfRoute()
    {
        if (TakesAll)
            yield return new ValidationResult("has no Kinds, Authors or Tags, so that nothing would be left for Relay:Store");
        if (OlderThanDays is not null)
            yield return new ValidationResult("is only for an archive, and Role is Route", [nameof(OlderThanDays)]);
    }

    IEnumerable<ValidationResult> ProblemsOfMirror()
    {
        if (!TakesAll)
            yield return new ValidationResult("is a mirror, which has all events of Relay:Store: it takes no Kinds, Authors or Tags");
        if (OlderThanDays is not null)
            yield return new ValidationResult("is only for an archive, and Role is Mirror", [nameof(OlderThanDays)]);
        if (string.IsNullOrEmpty(Path) && StoreTypes.Named(Type)?.Medium == StoreMedium.Server)
        {
            yield return new ValidationResult(
                "is needed: a mirror in a database has a folder for the note whether it is in step", [nameof(Path)]);
        }
    }

    IEnumerable<ValidationResult> ProblemsOfArchive()
    {
        if (OlderThanDays is null)
            yield return new ValidationResult("is needed: an archive gets the events that are older", [nameof(OlderThanDays)]);
        if (StoreTypes.Named(Type) is { Medium: StoreMedium.Memory } type)
            yield return new ValidationResult($"is {type.Name}, which would lose what is archived when the relay ends", [nameof(Type)]);
        if (Kinds is not null && !Kinds.Any(ArchivedStore.Takes))
        {
            yield return new ValidationResult(
                "has only kinds that are not archived: requests to delete and to vanish, replaceable and addressable events",
                [nameof(Kinds)]);
        }
    }
}
