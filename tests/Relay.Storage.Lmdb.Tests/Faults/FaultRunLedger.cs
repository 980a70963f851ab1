using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The ledger of the clients of a <see cref="FaultRun"/>: the events they sent and the answers they got, in order, and so the events that
/// must be, may be, or must not be in the store.
/// </summary>
sealed partial class FaultRunLedger(LmdbSync sync)
{
    readonly Dictionary<Bytes32, FaultRunEntry> _entries = [];
    readonly Dictionary<EventAddress, List<FaultRunEntry>> _versions = [];
    readonly Dictionary<string, List<FaultRunEntry>> _deletions = new(StringComparer.Ordinal);
    readonly Dictionary<EventAddress, List<FaultRunEntry>> _deletionsOfAddresses = [];
    readonly Dictionary<string, List<FaultRunEntry>> _vanishings = new(StringComparer.Ordinal);
    readonly List<FaultRunEntry> _early = [];
    long _order;
    int _lost;
    bool _hasLost;

    /// <summary>How many events were answered with each status.</summary>
    public Dictionary<StoreStatus, int> Answers { get; } = [];

    /// <summary>How many events the store has reported as lost.</summary>
    public int Lost { get; private set; }

    /// <summary>What the store has logged.</summary>
    public List<string> Log { get; } = [];

    public void Sent(NostrEvent e)
    {
        if (!_entries.TryGetValue(e.Id, out var entry))
            Add(entry = new FaultRunEntry(e));
        entry.Unanswered++;
    }

    /// <summary>Takes a line of the process that owns the store. Returns the status if the line is an answer.</summary>
    public StoreStatus? Note(string line)
    {
        var words = line.Split(' ');
        // A kill may cut the last line.
        if (words is ["got", var id, var answer] && Enum.TryParse<StoreStatus>(answer, out var status))
        {
            Answered(_entries[Bytes32.Parse(id)], status);
            return status;
        }
        if (line == "committed")
            Committed();
        else if (words[0] == "log")
            Logged(line);
        return null;
    }

    /// <summary>Compares with the stored events, throws if they are impossible, and updates its knowledge.</summary>
    public void Compare(IReadOnlyList<NostrEvent> there, long now)
    {
        var found = there.ToDictionary(static e => e.Id);
        var ids = found.Keys.ToHashSet();
        var verdicts = _entries.Values.Select(entry => (Entry: entry, Gone: IsRemovedAt(entry, now))).ToList();
        var lost = 0;
        foreach (var (entry, gone) in verdicts)
        {
            var isThere = found.Remove(entry.Event.Id, out var e);
            if (isThere && !e!.Record.Span.SequenceEqual(entry.Event.Record.Span))
                throw Difference("has changed", entry);
            if (isThere && gone == Certainty.Yes)
                throw Difference("is there though it was replaced, deleted, has vanished or expired", entry);
            if (isThere && !entry.IsSure && !entry.IsPending)
                throw Difference("is there though it was never stored", entry);
            if (!isThere && entry.IsSure && !entry.IsPending && gone == Certainty.No)
                throw Difference("was answered as stored and is not there", entry);
            if (!isThere && entry.IsDoubtful && gone == Certainty.No)
                lost++;
        }
        if (found.Count > 0)
            throw new DifferenceException($"{found.Count} events are there that nobody has sent");
        if (lost > _lost)
            throw new DifferenceException($"{lost} events are lost, of which the store has told {_lost}");
        foreach (var (entry, gone) in verdicts)
            entry.Resolve(ids.Contains(entry.Event.Id), gone);
        _early.Clear();
        (_lost, _hasLost) = (0, false);
    }

    void Add(FaultRunEntry entry)
    {
        var e = entry.Event;
        _entries.Add(e.Id, entry);
        if (entry.Address is { } own)
            ListOf(_versions, own).Add(entry);
        if (e.Kind == Kind.Vanish)
            ListOf(_vanishings, e.PublicKey.ToString()).Add(entry);
        if (e.Kind != Kind.Deletion)
            return;
        foreach (var id in FaultRunEntry.Values(e, "e"))
            ListOf(_deletions, id).Add(entry);
        foreach (var tag in e.View.Tags)
        {
            if (tag.Letter == 'a' && EventAddress.TryParse(tag.Value, out var address) && address.Author == e.PublicKey)
                ListOf(_deletionsOfAddresses, address).Add(entry);
        }
    }

    void Answered(FaultRunEntry entry, StoreStatus status)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(Answers, status, out _)++;
        entry.Unanswered--;
        if (status != StoreStatus.Stored)
            return;
        entry.Order = ++_order;
        if (sync == LmdbSync.EveryCommit)
        {
            entry.IsSure = true;
            return;
        }
        entry.IsEarly = true;
        _early.Add(entry);
    }

    void Committed()
    {
        foreach (var entry in _early)
        {
            entry.IsEarly = false;
            if (_hasLost)
                entry.IsDoubtful = true;
            else
                entry.IsSure = true;
        }
        _early.Clear();
        _hasLost = false;
    }

    void Logged(string line)
    {
        Log.Add(line);
        if (LostLine.Match(line) is not { Success: true } match)
            return;
        _hasLost = true;
        var lost = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        (_lost, Lost) = (_lost + lost, Lost + lost);
    }

    /// <summary>Whether something has removed the event, may have, or cannot have.</summary>
    Certainty IsRemovedAt(FaultRunEntry entry, long now)
    {
        var e = entry.Event;
        if (e.View.IsExpiredAt(now))
            return Certainty.Yes;
        var gone = Certainty.No;
        foreach (var owner in entry.Owners)
        {
            foreach (var request in _vanishings.GetValueOrDefault(owner, []))
            {
                if (request != entry && e.CreatedAt <= request.Event.CreatedAt)
                    gone = Max(gone, request.Effect);
            }
        }
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return gone;
        foreach (var deletion in _deletions.GetValueOrDefault(e.Id.ToString(), []))
        {
            if (entry.Owners.Contains(deletion.Event.PublicKey.ToString()))
                gone = Max(gone, deletion.Effect);
        }
        return entry.Address is { } address ? Max(gone, IsReplaced(entry, address)) : gone;
    }

    Certainty IsReplaced(FaultRunEntry entry, in EventAddress address)
    {
        var gone = Certainty.No;
        foreach (var deletion in _deletionsOfAddresses.GetValueOrDefault(address, []))
        {
            if (entry.Event.CreatedAt <= deletion.Event.CreatedAt)
                gone = Max(gone, deletion.Effect);
        }
        foreach (var other in _versions[address])
        {
            if (other == entry)
                continue;
            if (other.IsSure && other.Order > entry.Order)
                gone = Max(gone, entry.IsPending || other.IsPending ? Certainty.Maybe : Certainty.Yes);
            else if (other.IsPending && other.Wins(entry))
                gone = Max(gone, Certainty.Maybe);
        }
        return gone;
    }

    static List<FaultRunEntry> ListOf<T>(Dictionary<T, List<FaultRunEntry>> lists, T key) where T : notnull =>
        CollectionsMarshal.GetValueRefOrAddDefault(lists, key, out _) ??= [];

    static Certainty Max(Certainty one, Certainty other) => one > other ? one : other;

    static DifferenceException Difference(string what, FaultRunEntry entry)
    {
        var json = Encoding.UTF8.GetString(entry.Event.ToJson());
        return new($"an event {what}: {json[..Math.Min(json.Length, 500)]}");
    }

    [GeneratedRegex("^log Critical: A transaction failed after ([0-9]+) of its events")]
    static partial Regex LostLine { get; }
}
