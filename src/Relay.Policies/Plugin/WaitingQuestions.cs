using System.Diagnostics.CodeAnalysis;

namespace Relay.Policies;

/// <summary>
/// The questions that no process has yet, and their order. Events and filters take turns, so that a flood of one takes at most half of the
/// plugin's time from the other. Suspects, at which a process has ended, are asked when nothing else waits, or in turn with the others once
/// they have waited long. Used under its host's lock.
/// </summary>
sealed class WaitingQuestions(long patience)
{
    readonly FairQueue _events = new();
    readonly FairQueue _filters = new();
    readonly FairQueue _suspects = new();
    bool _isFilterNext;
    bool _mustSuspectWait;

    // The earliest time at which a suspect was asked, of those added since no suspect waited.
    long _suspectsSince;

    public int Count => _events.Count + _filters.Count + _suspects.Count;

    public void Add(PluginQuestion question)
    {
        if (question.IsSuspect)
            _suspectsSince = _suspects.Count == 0 ? question.AskedAt : Math.Min(_suspectsSince, question.AskedAt);
        QueueOf(question).Add(question);
    }

    /// <summary>Puts back a question that its process was given but never sent.</summary>
    public void PutBack(PluginQuestion question) => QueueOf(question).Add(question, isFirst: true);

    public void Remove(PluginQuestion question) => QueueOf(question).Remove(question);

    /// <summary>Whether a suspect is next. It is asked alone, once its process has no other question.</summary>
    public bool IsSuspectNext(long now) =>
        _suspects.Count > 0
        && (_events.Count + _filters.Count == 0 || (!_mustSuspectWait && now - _suspectsSince >= patience / 4));

    public PluginQuestion TakeSuspect()
    {
        // In turn, like the others: a client whose questions end processes delays only its own.
        _suspects.TryTake(stale: long.MinValue, out var suspect);
        _mustSuspectWait = true;
        return suspect!;
    }

    /// <summary>Takes the next question that is not a suspect.</summary>
    public bool TryTake(long now, [NotNullWhen(true)] out PluginQuestion? question)
    {
        _mustSuspectWait = false;
        _isFilterNext = !_isFilterNext;
        // If the plugin cannot keep up, a question that has waited half of its time would hardly be answered in time.
        var stale = now - patience / 2;
        var (one, other) = _isFilterNext ? (_filters, _events) : (_events, _filters);
        return one.TryTake(stale, out question) || other.TryTake(stale, out question);
    }

    /// <summary>The most questions that would be asked before this one if it were added now.</summary>
    public int InFrontOf(PluginQuestion question)
    {
        var (queue, other) = question.Subject == PluginSubject.Event ? (_events, _filters) : (_filters, _events);
        var inFront = queue.InFrontOf(question);
        return inFront + Math.Min(inFront + 1, other.Count);
    }

    FairQueue QueueOf(PluginQuestion question) =>
        question.IsSuspect ? _suspects : question.Subject == PluginSubject.Event ? _events : _filters;
}
