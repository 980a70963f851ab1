using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>
/// Stores, replaces and deletes without end, and reports it line by line on standard output: "may ID" before it sends something that may
/// remove the event, "ok ID" after an event was answered as stored, "gone KEY" after a request to vanish was, "out ID" after an event was
/// removed by its id. For processes that are killed.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="seed">Decides what is written.</param>
/// <param name="disturb">Called now and then: may begin other work of the store.</param>
public sealed class RandomWriter(ISequencedStore store, int seed, Action? disturb = null)
{
    static readonly Bytes32[] Authors = [Unsigned.Key("a"), Unsigned.Key("b"), Unsigned.Key("c")];

    readonly Random _random = new(seed);
    readonly List<NostrEvent> _notes = [];
    readonly Dictionary<string, NostrEvent> _versions = new(StringComparer.Ordinal);
    readonly StreamWriter _output = new(Console.OpenStandardOutput());
    int _serial;

    /// <summary>Goes on until the process ends.</summary>
    public async Task RunAsync()
    {
        for (var round = 0; ; round++)
        {
            await StoreAsync([.. Enumerable.Range(0, _random.Next(1, 40)).Select(_ => Make())]);
            if (_random.Next(4) == 0)
                disturb?.Invoke();
            if (_random.Next(12) == 0)
                await VanishAsync(round);
            if (_random.Next(3) == 0)
                await RemoveAsync();
        }
    }

    NostrEvent Make()
    {
        var author = Authors[_random.Next(3)];
        var at = 1_700_000_000 + _random.Next(1000);
        var content = $"{seed} {_serial++} {new string('x', _random.Next(300))}";
        switch (_random.Next(10))
        {
            case < 2:
                var version = Unsigned.Event(author, Kind.Article, at, content, ["d", _random.Next(2) == 0 ? "x" : "y"]);
                var address = $"{author}{version.Tags.TryGetFirst("d"u8, out var d)}{d.ToString()}";
                if (_versions.TryGetValue(address, out var earlier))
                    Say("may", earlier.Id);
                // The older of the two is not kept. The store's answer tells which one that is.
                Say("may", version.Id);
                if (earlier is null || version.CreatedAt > earlier.CreatedAt)
                    _versions[address] = version;
                return version;
            case 2 when _notes.Count > 0:
                var target = _notes[_random.Next(_notes.Count)];
                Say("may", target.Id);
                return Unsigned.Deletion(target.PublicKey, at, target);
            default:
                var note = Unsigned.Note(author, at, content, ["t", $"{_random.Next(5)}"]);
                _notes.Add(note);
                return note;
        }
    }

    async Task StoreAsync(NostrEvent[] events)
    {
        // Events that may be lost are reported before anything is sent.
        await _output.FlushAsync();
        var results = await Task.WhenAll(events.Select(e => store.AdmitAsync(e, default).AsTask()));
        for (var i = 0; i < events.Length; i++)
        {
            if (results[i].Status == StoreStatus.Stored)
                Say("ok", events[i].Id);
        }
        await _output.FlushAsync();
    }

    async Task RemoveAsync()
    {
        if (_notes.Count == 0)
            return;
        Bytes32[] ids = [.. Enumerable.Range(0, 5).Select(_ => _notes[_random.Next(_notes.Count)].Id).Distinct()];
        foreach (var id in ids)
            Say("may", id);
        await _output.FlushAsync();
        await store.RemoveEventsAsync(ids, default);
        foreach (var id in ids)
            Say("out", id);
        await _output.FlushAsync();
    }

    /// <summary>Stores history of one key, enough for passes of several slices, and then a request to vanish.</summary>
    async Task VanishAsync(int round)
    {
        var key = Unsigned.Key($"{seed} vanishing {round}");
        var history = Unsigned.Many(3000, i => Unsigned.Note(key, 1_600_000_000 + i, $"{i}", ["t", $"{i % 5}"], ["p", key.ToString()]));
        await store.BackfillAsync(history, default);
        disturb?.Invoke();
        var result = await store.AdmitAsync(Unsigned.Vanish(key, 1_650_000_000), default);
        if (result.Status == StoreStatus.Stored)
            Say("gone", key);
        await _output.FlushAsync();
    }

    void Say(string what, in Bytes32 which) => _output.Write($"{what} {which}\n");
}
