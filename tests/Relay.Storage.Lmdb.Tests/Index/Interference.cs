using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A writer that acts when told to, on the calling thread: publishes, deletes, replaces, imports, indexes.</summary>
sealed class Interference(TemporaryStore test, int seed) : IDisposable
{
    const int MaxActs = 400;

    readonly Random _random = new(seed);
    readonly Bytes32[] _authors = [Unsigned.Key("a"), Unsigned.Key("b"), Unsigned.Key("c")];
    int _acts;

    public int Passes { get; private set; }

    public void Act()
    {
        // The rest of the walk must not grow without end.
        if (++_acts <= MaxActs)
            ActAsync().Within("the interference").GetAwaiter().GetResult();
    }

    public void Dispose() => TestContext.Current.TestOutputHelper?.WriteLine($"{_acts} acts, {Passes} passes");

    async Task ActAsync()
    {
        var author = _authors[_random.Next(_authors.Length)];
        switch (_random.Next(6))
        {
            case 0:
                await test.AdmitAsync(Unsigned.Note(author, test.Time.Now - _random.Next(9), $"more {_acts}", ["t", $"{_random.Next(5)}"]));
                break;
            case 1:
                await test.AdmitAsync(Unsigned.Event(author, Kind.Metadata, test.Time.Now + _acts));
                break;
            case 2:
                var theirs = await test.QueryAsync(new Filter { Authors = [author], Kinds = [Kind.TextNote] });
                if (theirs.Count > 0)
                    await test.AdmitAsync(Unsigned.Deletion(author, test.Time.Now, theirs[_random.Next(theirs.Count)]));
                break;
            case 3:
                await test.BackfillAsync(Unsigned.Note(author, test.Time.Now - 5000 - _acts, $"older {_acts}"));
                break;
            default:
                await test.Store.IndexAsync();
                Passes++;
                break;
        }
    }
}
